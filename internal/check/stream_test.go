package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// seedStream writes a stream with two groups, of which one has a pending entry
// and a consumer for whom nothing is.
func seedStream(t *testing.T, s *redistest.Server, key string, entries int) {
	t.Helper()
	for i := range entries {
		s.Do("XADD", key, fmt.Sprintf("%d-1", i+1), "f", i)
	}
	do(t, s, cmd("XGROUP", "CREATE", key, "g", "0"), cmd("XGROUP", "CREATE", key, "h", "$"),
		cmd("XREADGROUP", "GROUP", "g", "c", "COUNT", 1, "STREAMS", key, ">"), cmd("XGROUP", "CREATECONSUMER", key, "g", "idle"))
}

// TestStreamState finds differences beside a stream's entries, whether it is
// read at once or page by page.
func TestStreamState(t *testing.T) {
	servers := redistest.Pair(t)
	for _, entries := range []int{3, bigSize} {
		for _, v := range []struct {
			change [][]any
			want   string
		}{
			{nil, ""},
			{[][]any{cmd("XGROUP", "CREATECONSUMER", "x", "h", "new")}, "group h consumer new=lack_source"},
			{[][]any{cmd("XGROUP", "DELCONSUMER", "x", "g", "idle")}, "group g consumer idle=lack_target"},
			{[][]any{cmd("XSETID", "x", fmt.Sprintf("%d-1", entries), "ENTRIESADDED", entries+7, "MAXDELETEDID", "0-1")},
				"entries-added=value max-deleted-entry-id=value"},
		} {
			for _, s := range servers {
				s.Do("FLUSHALL")
				seedStream(t, s, "x", entries)
			}
			do(t, servers[1], v.change...)
			var want []string
			if v.want != "" {
				want = []string{fmt.Sprintf(`db0 "x" stream value %d/%d %s`, entries, entries, v.want)}
			}
			o := options()
			for o.Rounds = 1; o.Rounds <= 2; o.Rounds++ {
				expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want)
			}
		}
	}
}

// TestStreamWithoutFull compares streams with a server that looks for the key
// before it looks at the words, as Redis 5.0 does: of a key that is not there it
// says so, whatever is asked.
func TestStreamWithoutFull(t *testing.T) {
	servers := redistest.Pair(t)
	for _, s := range servers {
		for i := range 5 {
			seedStream(t, s, fmt.Sprint("x:", i), 3)
		}
	}
	do(t, servers[1], cmd("XACK", "x:3", "g", "1-1"))
	proxy := redistest.NewProxy(t, servers[0].Addr)
	proxy.Refuse("XINFO STREAM", "ERR Unknown subcommand or wrong number of arguments for 'FULL'. Try XINFO HELP.",
		redistest.When(func(args []string) bool { return len(args) > 3 && strings.HasPrefix(args[2], "x:") }))
	want := []string{`db0 "x:3" stream value 3/3 group g pending 1-1=lack_target`}
	expect(t, run(t, proxy.Addr, servers[1].Addr, options()), want)
	info(proxy, "5.0.14", "keys=5,expires=0,avg_ttl=0")
	proxy.Record(10000)
	expect(t, run(t, proxy.Addr, servers[1].Addr, options()), want)
	for _, c := range proxy.Log() {
		if c[0] == "XINFO" && len(c) > 3 && c[3] == "FULL" && strings.HasPrefix(c[2], "x:") {
			t.Errorf("%q was sent", c)
		}
	}
}

// TestStreamsThroughCodis has a proxy that sends XINFO to any server, which has
// only some of the streams. What can be compared is; what cannot is said.
func TestStreamsThroughCodis(t *testing.T) {
	servers := redistest.Pair(t)
	for _, s := range servers {
		for i := range 4 {
			seedStream(t, s, fmt.Sprint("x:", i), 3)
		}
	}
	do(t, servers[1], cmd("XDEL", "x:1", "2-1"), cmd("XACK", "x:2", "g", "1-1"), cmd("XGROUP", "DESTROY", "x:3", "h"))
	proxy := redistest.NewProxy(t, servers[1].Addr)
	proxy.Refuse("XINFO", "ERR no such key", redistest.When(func(args []string) bool { return len(args) > 2 && args[2] != "x:9" }))
	got := run(t, servers[0].Addr, proxy.Addr, options())
	want := []string{`db0 "x:1" stream value 3/2 2-1=lack_target`, `db0 "x:2" stream value 3/3 group g pending 1-1=lack_target`,
		`db0 "x:3" stream value 3/3 group h=lack_target`}
	if fmt.Sprint(got.conflicts) != fmt.Sprint(want) || fmt.Sprint(got.unverified) != "[x:0]" || got.err != nil {
		t.Errorf("error %v\ngot  %q\nwant %q\nunverified %q", got.err, got.conflicts, want, got.unverified)
	}
}

// TestStreamsOfManyGroups never asks for a page of each group in one command.
func TestStreamsOfManyGroups(t *testing.T) {
	servers := redistest.Pair(t)
	for _, s := range servers {
		for i := range 20 {
			s.Do("XADD", "x", fmt.Sprintf("%d-1", i+1), "f", i)
		}
		for i := range 200 {
			g := fmt.Sprint("g", i)
			do(t, s, cmd("XGROUP", "CREATE", "x", g, "0"), cmd("XREADGROUP", "GROUP", g, "c", "STREAMS", "x", ">"))
		}
	}
	proxy := redistest.NewProxy(t, servers[0].Addr)
	proxy.Record(10000)
	expect(t, run(t, proxy.Addr, servers[1].Addr, options()), nil)
	do(t, servers[1], cmd("XACK", "x", "g150", "7-1"))
	o := options()
	o.Rounds = 2
	expect(t, run(t, proxy.Addr, servers[1].Addr, o), []string{`db0 "x" stream value 20/20 group g150 pending 7-1=lack_target`})
	for _, c := range proxy.Log() {
		if c[0] == "XINFO" && len(c) > 3 && c[3] == "FULL" && c[2] == "x" {
			t.Errorf("%q was sent", c)
		}
	}
}
