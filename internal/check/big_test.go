package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// bigSize is more than two pages and no multiple of a page.
const bigSize = 2*value.PageElements + 100

// seedBig writes one big key of each type.
func seedBig(t *testing.T, s *redistest.Server) {
	t.Helper()
	hash, set, zset, list := cmd("HSET", "hash"), cmd("SADD", "set"), cmd("ZADD", "zset"), cmd("RPUSH", "list")
	for i := range bigSize {
		hash = append(hash, fmt.Sprint("f", i), i)
		set = append(set, fmt.Sprint("m", i))
		zset = append(zset, float64(i)/3, fmt.Sprint("m", i))
		list = append(list, i)
		s.Do("XADD", "stream", fmt.Sprintf("%d-1", i+1), "f", i)
	}
	s.Do("XGROUP", "CREATE", "stream", "g", "0")
	s.Do("XREADGROUP", "GROUP", "g", "c", "COUNT", bigSize, "STREAMS", "stream", ">")
	do(t, s, hash, set, zset, list, cmd("SET", "string", strings.Repeat("x", 600_005)))
}

// TestBigKeys walks keys of several pages.
func TestBigKeys(t *testing.T) {
	servers := redistest.Pair(t)
	seedBig(t, servers[0])
	redistest.Copy(t, servers[0], servers[1])
	last := bigSize - 1
	for _, v := range []struct {
		name string
		do   []any
		want string
	}{
		{"equal", cmd("PING"), ""},
		{"hash field", cmd("HSET", "hash", "f700", "x"),
			fmt.Sprintf(`db0 "hash" hash value %d/%d f700=value`, bigSize, bigSize)},
		{"hash field lacking", cmd("HDEL", "hash", "f7"),
			fmt.Sprintf(`db0 "hash" hash value %d/%d f7=lack_target`, bigSize, bigSize-1)},
		{"hash field extra", cmd("HSET", "hash", "extra", 7),
			fmt.Sprintf(`db0 "hash" hash value %d/%d extra=lack_source`, bigSize, bigSize+1)},
		{"set member extra", cmd("SADD", "set", "extra"),
			fmt.Sprintf(`db0 "set" set value %d/%d extra=lack_source`, bigSize, bigSize+1)},
		{"set member lacking", cmd("SREM", "set", "m0"),
			fmt.Sprintf(`db0 "set" set value %d/%d m0=lack_target`, bigSize, bigSize-1)},
		{"zset score", cmd("ZADD", "zset", "300.5", "m900"),
			fmt.Sprintf(`db0 "zset" zset value %d/%d m900=value`, bigSize, bigSize)},
		{"list last", cmd("LSET", "list", last, "x"),
			fmt.Sprintf(`db0 "list" list value %d/%d %d=value`, bigSize, bigSize, last)},
		{"list tail", cmd("RPUSH", "list", "x"),
			fmt.Sprintf(`db0 "list" list value %d/%d %d=lack_source`, bigSize, bigSize+1, bigSize)},
		{"stream tail", cmd("XADD", "stream", fmt.Sprintf("%d-1", bigSize+1), "f", "v"),
			fmt.Sprintf(`db0 "stream" stream value %d/%d %d-1=lack_source last-generated-id=value`, bigSize, bigSize+1, bigSize+1)},
		{"stream head", cmd("XDEL", "stream", "1-1"),
			fmt.Sprintf(`db0 "stream" stream value %d/%d 1-1=lack_target`, bigSize, bigSize-1)},
		{"stream pending", cmd("XACK", "stream", "g", "800-1"),
			fmt.Sprintf(`db0 "stream" stream value %d/%d group g pending 800-1=lack_target`, bigSize, bigSize)},
		{"string", cmd("SETRANGE", "string", 600_004, "y"),
			fmt.Sprintf(`db0 "string" string value %d/%d`, 600_005, 600_005)},
	} {
		t.Run(v.name, func(t *testing.T) {
			restore(t, servers)
			servers[1].Do(v.do...)
			for rounds := 1; rounds <= 2; rounds++ {
				o := options()
				o.Rounds = rounds
				got := run(t, servers[0].Addr, servers[1].Addr, o)
				if diff := cmp.Diff(v.want, strings.Join(got.conflicts, "\n")); diff != "" || got.err != nil {
					t.Errorf("round %d: error %v (-want +got):\n%s", rounds, got.err, diff)
				}
			}
		})
	}
}

// restore makes the target's big keys those of the source again.
func restore(t *testing.T, servers [2]*redistest.Server) {
	t.Helper()
	for _, key := range []string{"hash", "set", "zset", "list", "stream", "string"} {
		servers[1].Do("RESTORE", key, 0, servers[0].Do("DUMP", key), "REPLACE")
	}
}

// TestOutline compares of big collections the length alone.
func TestOutline(t *testing.T) {
	servers := redistest.Pair(t)
	seedBig(t, servers[0])
	redistest.Copy(t, servers[0], servers[1])
	do(t, servers[1], cmd("HSET", "hash", "f1", "x"), cmd("SADD", "set", "extra"), cmd("LSET", "list", 0, "x"), cmd("SETRANGE", "string", 40000, "y"))
	o := options()
	o.Mode, o.BigKey = compare.Outline, bigSize-1
	got := run(t, servers[0].Addr, servers[1].Addr, o)
	want := []string{
		fmt.Sprintf(`db0 "set" set value %d/%d`, bigSize, bigSize+1),
		fmt.Sprintf(`db0 "string" string value %d/%d`, 600_005, 600_005),
	}
	if diff := cmp.Diff(want, got.conflicts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	o.BigKey = bigSize + 1
	if got := run(t, servers[0].Addr, servers[1].Addr, o); len(got.conflicts) != 4 {
		t.Errorf("below the threshold: %q", got.conflicts)
	}
}

// TestMaxFields records no more fields of a key than asked for, and counts the
// rest.
func TestMaxFields(t *testing.T) {
	servers := redistest.Pair(t)
	for i := range 30 {
		do(t, servers[0], cmd("HSET", "k", fmt.Sprintf("f%02d", i), "1"))
		do(t, servers[1], cmd("HSET", "k", fmt.Sprintf("f%02d", i), "2"))
	}
	o := options()
	o.MaxFields, o.Rounds = 3, 3
	got := run(t, servers[0].Addr, servers[1].Addr, o)
	if len(got.conflicts) != 1 || !strings.HasSuffix(got.conflicts[0], "+27") {
		t.Errorf("got %q", got.conflicts)
	}
}

// TestPagesOnly has no command ask a server for more than a page.
func TestPagesOnly(t *testing.T) {
	servers := redistest.Pair(t)
	seedBig(t, servers[0])
	redistest.Copy(t, servers[0], servers[1])
	proxy := redistest.NewProxy(t, servers[0].Addr)
	proxy.Record(100000)
	if got := run(t, proxy.Addr, servers[1].Addr, options()); got.err != nil || len(got.conflicts) > 0 {
		t.Fatal(got)
	}
	whole := []string{"HGETALL", "HVALS", "SMEMBERS", "GET", "MGET", "DUMP", "KEYS", "SORT"}
	for _, c := range proxy.Log() {
		if slices.Contains(whole, c[0]) && !strings.HasPrefix(c[1], "redis-full-check:") {
			t.Errorf("%q was sent", c)
		}
	}
}

// TestPendingOfTrimmedStream has few entries, and more than a page pending.
func TestPendingOfTrimmedStream(t *testing.T) {
	servers := redistest.Pair(t)
	parts := manyParts("stream", bigSize)
	for _, s := range servers {
		send(t, s.Client(0), append(writing("k", "stream", parts), cmd("XGROUP", "CREATE", "k", "g", "0"),
			cmd("XREADGROUP", "GROUP", "g", "c", "COUNT", bigSize, "STREAMS", "k", ">"), cmd("XTRIM", "k", "MAXLEN", 10)))
	}
	expect(t, run(t, servers[0].Addr, servers[1].Addr, options()), nil)
	do(t, servers[1], cmd("XACK", "k", "g", "800-1"))
	expect(t, run(t, servers[0].Addr, servers[1].Addr, options()), []string{`db0 "k" stream value 10/10 group g pending 800-1=lack_target`})
}
