package check_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/scope"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// must returns a value that is right.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// in runs commands in one database.
func in(t *testing.T, s *redistest.Server, db int, commands ...[]any) {
	t.Helper()
	for _, c := range commands {
		if err := s.Client(db).Do(t.Context(), c...).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDBMap has keys of the source in other databases of the target.
func TestDBMap(t *testing.T) {
	servers := redistest.Pair(t)
	for db, at := range map[int]int{0: 7, 3: 0, 5: 5} {
		equal := [][]any{cmd("SET", fmt.Sprint("k", db), "v", "EX", "100000"), cmd("HSET", "h", "f", db)}
		in(t, servers[0], db, append(equal, cmd("SET", "x", "v"), cmd("SET", "late", "v", "EX", "1000"))...)
		in(t, servers[1], at, append(equal, cmd("SET", "x", db), cmd("SET", "late", "v", "EX", "2000"))...)
	}
	var want []string
	for _, db := range []int{0, 3, 5} {
		want = append(want, fmt.Sprintf(`db%d "late" string ttl 1/1`, db), fmt.Sprintf(`db%d "x" string value 1/1`, db))
	}
	o := options()
	o.Rounds = 2
	o.DBMap = must[*scope.DBMap](t)(scope.ParseDBMap("0=7,3=0"))
	expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want)
	o.TargetDBs = []int{0}
	expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want[2:4])
	o.TargetDBs, o.DBs = nil, []int{0, 5}
	expect(t, run(t, servers[0].Addr, servers[1].Addr, o), slices.Concat(want[:2], want[4:]))
}

// TestManyIntoOne finds what two databases of the source disagree about.
func TestManyIntoOne(t *testing.T) {
	servers := redistest.Pair(t)
	in(t, servers[0], 0, cmd("SET", "a", "1"), cmd("SET", "both", "1"))
	in(t, servers[0], 2, cmd("SET", "b", "1"), cmd("SET", "both", "2"))
	in(t, servers[0], 3, cmd("SET", "c", "1"), cmd("SET", "lacking", "1"))
	in(t, servers[1], 0, cmd("SET", "a", "1"), cmd("SET", "b", "1"), cmd("SET", "both", "2"))
	in(t, servers[1], 5, cmd("SET", "c", "1"))
	o := options()
	o.Rounds = 2
	o.DBMap = must[*scope.DBMap](t)(scope.ParseDBMap("*=0,3=5"))
	expect(t, run(t, servers[0].Addr, servers[1].Addr, o), []string{`db0 "both" string value 1/1`, `db3 "lacking" string lack_target 1/0`})
}

// TestClusterIntoDatabase compares a cluster with database 5 of a server, both
// ways, with renamed keys, which are in other slots.
func TestClusterIntoDatabase(t *testing.T) {
	cluster := redistest.Cluster(t, 3, 0)
	server := redistest.Start(t)
	c := cluster.Client()
	for i := range 100 {
		c.Set(t.Context(), fmt.Sprintf("old:%d", i), i, 0)
		in(t, server, 5, cmd("SET", fmt.Sprintf("new:%d", i), i))
	}
	c.Set(t.Context(), "old:7", "x", 0)
	o := options()
	o.DBMap = must[*scope.DBMap](t)(scope.ParseDBMap("0=5"))
	o.KeyMap = scope.KeyMap{must[scope.Rename](t)(scope.ParseRename("s/^old:/new:/"))}
	o.Filter = must[*scope.Filter](t)(scope.ParseFilter("old:*"))
	address := "master@" + cluster.Addrs()[0]
	expect(t, run(t, address, server.Addr, o), []string{`db0 "old:7" string value 1/1`})
	o.DBMap = must[*scope.DBMap](t)(scope.ParseDBMap("*=0"))
	o.KeyMap = scope.KeyMap{must[scope.Rename](t)(scope.ParseRename("s/new/old/"))}
	o.Filter = nil
	expect(t, run(t, server.Addr, address, o), []string{`db5 "new:7" string value 1/1`})
}

// details is a store that remembers what it is told.
type details struct {
	*sqlite.Store
	lines []string
}

func (d *details) Add(ctx context.Context, f compare.Findings) error {
	for _, c := range f.Conflicts {
		d.lines = append(d.lines, strings.TrimSpace(fmt.Sprint(line(c), ": ", c.Facts[1].Type, " ", strconv.Quote(c.TargetKey))))
	}
	return d.Store.Add(ctx, f)
}

// TestKeyMap tells renamed keys by the names of both sides.
func TestKeyMap(t *testing.T) {
	servers := redistest.Pair(t)
	do(t, servers[0], cmd("SET", "old:1", "v"), cmd("SET", "old:2", "v"), cmd("HSET", "old:\n", "f", "1", "g", "2"), cmd("SET", "old:3", "v"),
		cmd("SET", "same", "v"), cmd("SET", "old:4", "v"))
	do(t, servers[1], cmd("SET", "new.1", "v"), cmd("SET", "new.2", "w"), cmd("HSET", "new.\n", "f", "1", "g", "3"), cmd("SET", "old:3", "v"),
		cmd("SET", "same", "w"), cmd("RPUSH", "new.4", "v"))
	o := options()
	o.Rounds = 2
	for _, text := range []string{"s/^old/new/", "s/:/./"} {
		o.KeyMap = append(o.KeyMap, must[scope.Rename](t)(scope.ParseRename(text)))
	}
	store := &details{Store: must[*sqlite.Store](t)(sqlite.New(sqlite.Options{Path: filepath.Join(t.TempDir(), "r.db"), Rounds: 2}))}
	defer store.Close()
	c := check.Check{Options: o, Source: connect(t, "source", servers[0].Addr), Target: connect(t, "target", servers[1].Addr),
		Store: store, Stats: &check.Stats{}, Log: slog.New(slog.DiscardHandler)}
	if _, err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`db0 "old:2" string value 1/1:  "new.2"`,
		`db0 "old:3" string lack_target 1/0:  "new.3"`,
		`db0 "old:4" string type 1/-1: list "new.4"`,
		`db0 "old:\n" hash value 2/2 g=value:  "new.\n"`,
		`db0 "same" string value 1/1:  ""`,
	}
	want = append(want, want...) // the same in each round
	slices.Sort(want)
	slices.Sort(store.lines)
	if diff := cmp.Diff(want, store.lines); diff != "" {
		t.Error(diff)
	}
}

// seedTypes starts two servers with keys of every type, each of which has an
// equal one, one that is lacking and one of another type on the target.
func seedTypes(t *testing.T) (servers [2]*redistest.Server) {
	t.Helper()
	servers = redistest.Pair(t)
	for i := range 40 {
		all := [][]any{cmd("SET", "s:", "v"), cmd("HSET", "h:", "f", "v"), cmd("RPUSH", "l:", "v"), cmd("SADD", "t:", "v"),
			cmd("ZADD", "z:", "1", "v"), cmd("XADD", "x:", "1-1", "f", "v")}
		for _, c := range all {
			c[1] = fmt.Sprint(c[1], i)
			do(t, servers[0], c)
			if i != 7 && i != 11 {
				do(t, servers[1], c)
			}
		}
	}
	for _, key := range []string{"h:11", "l:11", "t:11", "z:11", "x:11"} {
		do(t, servers[1], cmd("SET", key, "v"))
	}
	do(t, servers[1], cmd("HSET", "s:11", "f", "v"))
	// A family that is not of one type.
	do(t, servers[0], cmd("HSET", "s:x", "f", "v"), cmd("SET", "h:x", "v"))
	return servers
}

// TestTypes looks at keys of some types, whether or not the server can leave
// the others out.
func TestTypes(t *testing.T) {
	servers := seedTypes(t)
	proxy := redistest.NewProxy(t, servers[0].Addr)
	asked := redistest.When(func(args []string) bool { return slices.Contains(args, "TYPE") })
	for _, can := range []bool{true, false} {
		if !can {
			proxy.Refuse("SCAN", "ERR syntax error", asked)
		}
		for list, letters := range map[string]string{"hash": "h", "string": "s", "hash,stream,zset": "hxz", "ReJSON-RL": ""} {
			for mode := compare.FullValue; mode <= compare.Outline; mode++ {
				o := options()
				o.Mode, o.Rounds = mode, 2
				o.Types = must[scope.Types](t)(scope.ParseTypes(list))
				d := connect(t, "source", proxy.Addr)
				proxy.Record(1 << 16)
				got := runWith(t, d, connect(t, "target", servers[1].Addr), o)
				expect(t, got, wantTypes(mode, letters))
				used := sent(proxy.Log(), "SCAN", "TYPE")
				if want := can && len(letters) == 1; used != want {
					t.Errorf("%s: SCAN ... TYPE: %v, want %v", list, used, want)
				}
				if got.stats.Share != 1 {
					t.Errorf("%s: %v is done", list, got.stats.Share)
				}
			}
		}
	}
}

// sent reports whether a command was sent with a word among its arguments.
func sent(log [][]string, command, word string) bool {
	return slices.ContainsFunc(log, func(args []string) bool { return args[0] == command && slices.Contains(args, word) })
}

// wantTypes is what TestTypes has to find.
func wantTypes(mode compare.Mode, letters string) []string {
	names := map[rune]string{'h': "hash", 's': "string", 'x': "stream", 'z': "zset"}
	var want []string
	for _, letter := range letters {
		name := names[letter]
		want = append(want, fmt.Sprintf(`db0 "%c:7" %s lack_target 1/0`, letter, name))
		if mode != compare.Exists {
			want = append(want, fmt.Sprintf(`db0 "%c:11" %s type 1/-1`, letter, name))
		}
		switch letter {
		case 'h':
			want = append(want, `db0 "s:x" hash lack_target 1/0`)
		case 's':
			want = append(want, `db0 "h:x" string lack_target 1/0`)
		}
	}
	slices.Sort(want)
	return want
}

// TestMatch gives the server a MATCH only where it can do the filtering.
func TestMatch(t *testing.T) {
	_, proxies, want := seeded(t, 100)
	tests := []struct {
		list    string
		include []string
		exclude []string
		match   string // what SCAN is sent with
	}{
		{list: "", match: ""},
		{list: "k:*", match: "k:*"},
		{list: "k:7", match: "k:7"},
		{list: "k:*|h:*", match: ""},
		{include: []string{"k:[0-9]*"}, match: "k:[0-9]*"},
		{include: []string{"k:[0-9]*", "h*"}, match: ""},
		{include: []string{"re:^k:"}, match: ""},
		{exclude: []string{"h:*"}, match: ""},
		{list: "k:*", exclude: []string{"re:[^7]$"}, match: "k:*"},
	}
	for _, tt := range tests {
		o := options()
		f := must[*scope.Filter](t)(scope.ParseFilter(tt.list))
		o.Filter = f.With(patterns(t, tt.include), patterns(t, tt.exclude))
		d := connect(t, "source", proxies[0].Addr)
		proxies[0].Record(1 << 16)
		var admitted []string
		for _, line := range want {
			if o.Filter.Admits(strings.Split(line, `"`)[1]) {
				admitted = append(admitted, line)
			}
		}
		expect(t, runWith(t, d, connect(t, "target", proxies[1].Addr), o), admitted)
		for _, args := range proxies[0].Log() {
			if args[0] != "SCAN" {
				continue
			}
			match := ""
			if i := slices.Index(args, "MATCH"); i > 0 {
				match = args[i+1]
			}
			if match != tt.match {
				t.Errorf("%+v: %q", tt, args)
			}
		}
	}
}

func patterns(t testing.TB, texts []string) []scope.KeyPattern {
	var out []scope.KeyPattern
	for _, text := range texts {
		out = append(out, must[scope.KeyPattern](t)(scope.ParseKeyPattern(text)))
	}
	return out
}
