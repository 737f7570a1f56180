package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// repeatable writes a stream of plain entries, of which the last is remembered
// by the ID that its producer gave it. It returns their IDs.
func repeatable(t *testing.T, s *redistest.Server, key string, entries int) (ids []string) {
	t.Helper()
	for i := range entries {
		args := cmd("XADD", key, "*", "f", i)
		if i == entries-1 {
			args = cmd("XADD", key, "IDMP", "producer", "id", "*", "f", i)
		}
		ids = append(ids, s.Do(args...).(string))
	}
	return ids
}

// TestStreamsThatRemember counts the streams that remember IDs: equal ones,
// those of one side only, and such as differ; once each, whatever the round.
func TestStreamsThatRemember(t *testing.T) {
	for _, r := range redistest.Releases(t) {
		t.Run(r.Name, func(t *testing.T) {
			source := r.Start(t)
			if !source.Can("XCFGSET") { // Redis 8.6
				return
			}
			repeatable(t, source, "small", 3)
			repeatable(t, source, "group", 3)
			repeatable(t, source, "big", bigSize)
			do(t, source, cmd("XGROUP", "CREATE", "group", "g", "0"), cmd("XADD", "plain", "*", "f", "v"))
			replica := r.Replica(t, source)
			const ids = "IDs that streams remember to drop repeated entries (IDMP)"
			checkLeftOut(t, source.Addr, replica.Addr, ids+" both 3 no command lists them")

			target := r.Start(t)
			for _, id := range repeatable(t, source, "x", 3) {
				target.Do("XADD", "x", id, "f", "other")
			}
			target.Do("XADD", "plain", "IDMP", "producer", "id", "*", "f", "v")
			source.Do("DEL", "small", "group", "big")
			checkLeftOut(t, source.Addr, target.Addr, ids+" source 1 no command lists them", ids+" target 1 no command lists them")
		})
	}
}

// checkLeftOut expects what a run of two rounds leaves out.
func checkLeftOut(t *testing.T, source, target string, want ...string) {
	t.Helper()
	o := options()
	o.Rounds, o.Interval = 2, time.Millisecond
	if _, left, _ := besides(t, source, target, o); !slices.Equal(left, want) {
		t.Errorf("left out %q, not %q", left, want)
	}
}

// TestMemberExpiry says once that KeyDB's expiry of members is left out, if expiry
// is to be compared at all.
func TestMemberExpiry(t *testing.T) {
	servers := redistest.Pair(t)
	for i, s := range servers {
		do(t, s, cmd("SET", "k", i), cmd("SADD", "s", "a"))
	}
	var keydb [2]*redistest.Proxy
	for i, s := range servers {
		keydb[i] = redistest.NewProxy(t, s.Addr)
		text := strings.Replace(fmt.Sprint(s.Do("INFO")), "redis_version:", "mvcc_depth:0\r\nredis_version:", 1)
		keydb[i].AnswerWith("INFO", func([]string) string { return bulk(text) })
	}
	const what, why = "expiry of members of sets, hashes and sorted sets (KeyDB)", "it is told one member at a time"
	checkLeftOut(t, keydb[0].Addr, servers[1].Addr, what+" source 1 "+why)
	checkLeftOut(t, servers[0].Addr, keydb[1].Addr, what+" target 1 "+why)
	checkLeftOut(t, keydb[0].Addr, keydb[1].Addr, what+" both 1 "+why)
	o := options()
	o.TTLTolerance = -1
	if _, left, _ := besides(t, keydb[0].Addr, keydb[1].Addr, o); left != nil {
		t.Errorf("left out %q", left)
	}
}

// TestUnreachableDatabases says that there may be databases that cannot be seen.
func TestUnreachableDatabases(t *testing.T) {
	servers, proxies, _ := seeded(t, 10)
	do(t, servers[0], cmd("SELECT", 5), cmd("SET", "hidden", 1))
	proxies[0].Refuse("INFO", "NOPERM no permissions to run the 'info' command")
	proxies[0].Refuse("SELECT", "NOPERM no permissions to run the 'select' command")
	const why = "INFO does not list them, and SELECT does not reach them"
	if _, left, _ := besides(t, proxies[0].Addr, servers[1].Addr, options()); !slices.Contains(left, "databases besides 0 source 1 "+why) {
		t.Errorf("left out %q", left)
	}
}
