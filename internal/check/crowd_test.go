package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// crowdSize is so many keys that others like them, which come later, are
// believed to be what they were.
const crowdSize = 100

// crowd writes small equal keys of each type on both sides, which are named by
// their type. It returns their names.
func crowd(t *testing.T, servers [2]*redistest.Server) (names []string) {
	t.Helper()
	write := map[string][]any{"string": {"SET", "v"}, "hash": {"HSET", "f", "v"}, "list": {"RPUSH", "a"}, "set": {"SADD", "a"},
		"zset": {"ZADD", "1", "a"}, "stream": {"XADD", "1-1", "f", "v"}}
	var commands [][]any
	for i := range crowdSize {
		for kind, words := range write {
			names = append(names, fmt.Sprintf("%s:%d", kind, i))
			commands = append(commands, slices.Concat(words[:1], cmd(names[len(names)-1]), words[1:]))
		}
	}
	for _, s := range servers {
		send(t, s.Client(0), commands)
	}
	return names
}

// plantAll plants the simple cases of the files that both servers can hold, all
// at once. The keys called k get names like those of the crowd of their type on
// the source. Of the cases about another key the first is planted.
func plantAll(t *testing.T, servers [2]*redistest.Server) (names []string, want map[compare.Mode][]string) {
	t.Helper()
	want, taken := map[compare.Mode][]string{}, map[string]bool{}
	for i, v := range verdicts(t) {
		if !v.simple() || !v.fits(servers) || slices.ContainsFunc(v.keys(), func(k string) bool { return taken[k] }) {
			continue
		}
		for side, s := range servers {
			play(t, s, v.plant[side])
		}
		name := fmt.Sprintf("%v:%d", servers[0].Do("TYPE", "k"), crowdSize+i)
		for _, s := range servers {
			s.Client(0).Rename(t.Context(), "k", name) // if it is there
		}
		for _, k := range v.keys() {
			taken[k] = k != "k"
		}
		names = append(names, name)
		for mode, lines := range v.want {
			for _, line := range lines {
				want[mode] = append(want[mode], strings.Replace(line, `"k"`, fmt.Sprintf("%q", name), 1))
			}
		}
	}
	for _, lines := range want {
		slices.Sort(lines)
	}
	return names, want
}

// TestVerdictsInACrowd plants all differences among so many keys of all types
// that they are looked at as the crowd is: by MGET, by one EXISTS for many, by
// what a type that is guessed is read with. The crowd comes first.
func TestVerdictsInACrowd(t *testing.T) {
	servers := redistest.Pair(t)
	proxies := [2]*redistest.Proxy{redistest.NewProxy(t, servers[0].Addr), redistest.NewProxy(t, servers[1].Addr)}
	order := crowd(t, servers)
	names, want := plantAll(t, servers)
	for _, key := range textsOf(servers[0].Do("KEYS", "*")) {
		if !slices.Contains(order, key) {
			order = append(order, key)
		}
	}
	proxies[0].AnswerWith("SCAN", inPages(order, 20))
	for mode := compare.FullValue; mode <= compare.Outline; mode++ {
		for _, batch := range []int{1, 50, 10000} {
			o := options()
			o.Mode, o.Batch, o.Parallel, o.Rounds = mode, batch, 1, 2
			source, target := connect(t, "source", proxies[0].Addr), connect(t, "target", proxies[1].Addr)
			proxies[1].Record(1 << 16)
			expect(t, runWith(t, source, target, o), want[mode])
			if batch == 50 {
				expectTogether(t, mode, proxies[1].Log(), names)
			}
		}
	}
}

// expectTogether expects that planted keys were asked for together with others.
func expectTogether(t *testing.T, mode compare.Mode, log [][]string, names []string) {
	t.Helper()
	command := map[compare.Mode]string{compare.FullValue: "MGET", compare.Outline: "MGET", compare.Exists: "EXISTS"}[mode]
	for _, name := range names {
		together := slices.ContainsFunc(log, func(args []string) bool {
			return args[0] == command && len(args) > 2 && slices.Contains(args, name)
		})
		all := mode == compare.Exists && !strings.HasPrefix(name, "none:")
		if want := all || command == "MGET" && strings.HasPrefix(name, "string:"); together != want {
			t.Errorf("mode %d: %s was asked for together with others: %v, want %v", mode, name, together, want)
		}
	}
}

// TestCrowdInParts sweeps it in parts, by several workers.
func TestCrowdInParts(t *testing.T) {
	servers := redistest.Pair(t)
	crowd(t, servers)
	_, want := plantAll(t, servers)
	for mode := compare.FullValue; mode <= compare.Outline; mode++ {
		for _, parts := range []int{4, 64} {
			o := options()
			o.Mode, o.Parts, o.Batch, o.Parallel, o.Rounds = mode, parts, parts, 4, 2
			expect(t, runWith(t, connect(t, "source", servers[0].Addr), connect(t, "target", servers[1].Addr), o), want[mode])
		}
	}
}

// TestLongerThanBelieved reads strings by MGET that turn out to be longer than
// all before.
func TestLongerThanBelieved(t *testing.T) {
	servers := redistest.Pair(t)
	proxy := redistest.NewProxy(t, servers[0].Addr)
	var order, want []string
	for i := range 2 * crowdSize {
		order = append(order, fmt.Sprint("k:", i))
		for _, s := range servers {
			do(t, s, cmd("SET", order[i], "v"))
		}
	}
	for _, size := range []int{1023, 1024, 1025, 16383, 16384, 16385, 300000} {
		text := strings.Repeat("x", size)
		for j, other := range []string{text, text[:size-1] + "y", text + "y", text[:size-1], "v"} {
			key := fmt.Sprintf("k:%d", len(order))
			order = append(order, key)
			do(t, servers[0], cmd("SET", key, text))
			do(t, servers[1], cmd("SET", key, other))
			if j > 0 {
				want = append(want, fmt.Sprintf("db0 %q string value %d/%d", key, size, len(other)))
			}
		}
	}
	slices.Sort(want)
	proxy.AnswerWith("SCAN", inPages(order, crowdSize))
	o := options()
	o.Batch, o.Parallel, o.Rounds = crowdSize, 1, 2
	proxy.Record(1 << 16)
	expect(t, run(t, proxy.Addr, servers[1].Addr, o), want)
	for _, key := range order[2*crowdSize:] {
		if !sent(proxy.Log(), "MGET", key) {
			t.Errorf("%s was not read by MGET", key)
		}
	}
}

// TestFarAway takes larger batches at a distance.
func TestFarAway(t *testing.T) {
	_, proxies, want := seeded(t, 2500)
	for _, p := range proxies {
		p.Delay(3 * time.Millisecond)
		p.Record(1 << 16)
	}
	o := options()
	o.Batch, o.Parallel = check.Automatic, 1
	got := run(t, proxies[0].Addr, proxies[1].Addr, o)
	expect(t, got, want)
	most := 0
	for _, args := range proxies[1].Log() {
		if args[0] == "MGET" {
			most = max(most, len(args)-1)
		}
	}
	if most <= check.NearBatch || got.outcome.Tuning.Batch < most {
		t.Errorf("no MGET was for more than %d keys, by %+v", most, got.outcome.Tuning)
	}
}
