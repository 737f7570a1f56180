package check_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// promised fills two servers with equal keys and two that differ.
func promised(t *testing.T, servers [2]*redistest.Server) {
	for i, s := range servers {
		for k := range 500 {
			do(t, s, cmd("SET", fmt.Sprint("k", k), k))
		}
		do(t, s, cmd("SET", "late", i), cmd("SET", "other", i))
	}
}

// TestDataLost ends a run in whose middle a side lost its data: what is left
// would look like the whole.
func TestDataLost(t *testing.T) {
	for name, c := range map[string]struct {
		act   func(s *redistest.Server)
		words string // of the error; "" for none
	}{
		"restart without data": {func(s *redistest.Server) { s.Restart() }, "with less data"},
		"FLUSHALL":             {func(s *redistest.Server) { s.Do("FLUSHALL") }, "FLUSHALL"},
		"FLUSHDB":              {func(s *redistest.Server) { s.Do("FLUSHDB") }, "FLUSHDB"},
		"SWAPDB":               {func(s *redistest.Server) { s.Do("SWAPDB", 0, 1) }, "SWAPDB"},
		"flushed and filled": {func(s *redistest.Server) {
			s.Do("FLUSHALL")
			s.Do("EVAL", "for i = 1, 600 do redis.call('SET', 'n' .. i, i) end", 0)
		}, "FLUSHALL"},
		"restart with data": {func(s *redistest.Server) { s.Do("SAVE"); s.Restart() }, ""},
		"deleted":           {func(s *redistest.Server) { s.Do("EVAL", "for i = 100, 499 do redis.call('DEL', 'k' .. i) end", 0) }, ""},
		"another database":  {func(s *redistest.Server) { do(t, s, cmd("EVAL", "redis.call('SELECT', 5) redis.call('FLUSHDB')", 0)) }, ""},
	} {
		for _, at := range []struct{ side, round int }{{0, 1}, {1, 1}, {0, 2}} {
			t.Run(fmt.Sprint(name, at), func(t *testing.T) {
				servers := redistest.Pair(t)
				promised(t, servers)
				o := options()
				o.Rounds = 2
				got := runMeddled(t, servers, o, meddling{found: map[int]func(){at.round: func() { c.act(servers[at.side]) }}})
				if c.words == "" && got.err != nil || c.words != "" && (got.err == nil || !strings.Contains(got.err.Error(), c.words)) {
					t.Errorf("error %v", got.err)
				}
			})
		}
	}
}

// TestDataLostOfNode names the node of a cluster that came back empty.
func TestDataLostOfNode(t *testing.T) {
	a, b := redistest.Cluster(t, 3, 0), redistest.Cluster(t, 3, 0)
	for i, c := range []*redistest.ClusterNodes{a, b} {
		for k := range 600 {
			c.Client().Set(t.Context(), fmt.Sprint("k", k), k, 0)
		}
		c.Client().Set(t.Context(), "other", i, 0)
	}
	got := runMeddledAt(t, [2]string{list(a), list(b)}, options(), meddling{found: map[int]func(){1: a.Nodes[1].Restart}})
	if got.err == nil || !strings.Contains(got.err.Error(), "source "+a.Nodes[1].Addr) {
		t.Errorf("error %v", got.err)
	}
}

// TestFewerKeysThanPromised sweeps a server again that gives fewer keys than it
// says to have, and ends the run if it does so each time.
func TestFewerKeysThanPromised(t *testing.T) {
	for times, broken := range map[int]bool{1: false, 1 << 20: true} {
		servers := redistest.Pair(t)
		promised(t, servers)
		proxy := redistest.NewProxy(t, servers[0].Addr)
		proxy.AnswerWith("SCAN", func([]string) string { return scanPage(0, nil) }, redistest.After(3), redistest.Times(times))
		got := run(t, proxy.Addr, servers[1].Addr, options())
		if broken != (got.err != nil) || broken && !strings.Contains(got.err.Error(), "fewer keys") {
			t.Errorf("%d times: error %v", times, got.err)
		}
		want := []string{`db0 "late" string value 1/1`, `db0 "other" string value 1/1`}
		if !broken && (!slices.Equal(got.conflicts, want) || got.stats.Compared() < 500) {
			t.Errorf("%d times: conflicts %q, %d compared", times, got.conflicts, got.stats.Compared())
		}
	}
}

// TestSweepNeverEnds gives up a server whose cursors go round in a circle.
func TestSweepNeverEnds(t *testing.T) {
	servers := redistest.Pair(t)
	promised(t, servers)
	proxy := redistest.NewProxy(t, servers[0].Addr)
	proxy.AnswerWith("SCAN", func(args []string) string {
		cursor, _ := strconv.ParseUint(args[1], 10, 64)
		return scanPage(cursor%7+1, []string{"k1"})
	})
	got := run(t, proxy.Addr, servers[1].Addr, options())
	if got.err == nil || !strings.Contains(got.err.Error(), "does not end") {
		t.Errorf("error %v", got.err)
	}
}
