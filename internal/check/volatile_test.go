package check_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// meddling is a store that lets something happen at the first finding of a
// round, which is a moment when workers compare.
type meddling struct {
	check.Store
	begin, found map[int]func() // by round
	round        int
}

func (m *meddling) BeginRound(ctx context.Context, n int) error {
	m.round = n
	if act := m.begin[n]; act != nil {
		act()
	}
	return m.Store.BeginRound(ctx, n)
}

func (m *meddling) Add(ctx context.Context, f compare.Findings) error {
	if act := m.found[m.round]; act != nil {
		delete(m.found, m.round)
		act()
	}
	return m.Store.Add(ctx, f)
}

// runMeddled checks two servers while something happens.
func runMeddled(t *testing.T, servers [2]*redistest.Server, o check.Options, m meddling) outcome {
	t.Helper()
	return runMeddledAt(t, [2]string{servers[0].Addr, servers[1].Addr}, o, m)
}

func runMeddledAt(t *testing.T, sides [2]string, o check.Options, m meddling) outcome {
	t.Helper()
	store, err := sqlite.New(sqlite.Options{Path: filepath.Join(t.TempDir(), "result.db"), Rounds: o.Rounds})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	m.Store = store
	stats := &check.Stats{}
	c := check.Check{Options: o, Source: connect(t, "source", sides[0]), Target: connect(t, "target", sides[1]),
		Store: &m, Stats: stats, Log: slog.New(slog.DiscardHandler)}
	out := outcome{}
	out.rounds, out.err = c.Run(t.Context())
	out.stats = stats.Snapshot()
	state := sqlite.Complete
	if out.err != nil {
		state = sqlite.Partial
	}
	if err := store.Finish(context.Background(), state, ""); err != nil {
		t.Fatal(err)
	}
	if store.Published() {
		out.read(t, store.Path())
	}
	slices.Sort(out.conflicts)
	return out
}

// TestExpiryBeginsInRound finds times of expiry that keys get on one side only
// in the middle of a round that began without any.
func TestExpiryBeginsInRound(t *testing.T) {
	for _, release := range redistest.Releases(t) {
		t.Run(release.Name, func(t *testing.T) {
			for side := range 2 {
				expiryBegins(t, release.Pair(t), side)
			}
		})
	}
}

func expiryBegins(t *testing.T, servers [2]*redistest.Server, side int) {
	for i, s := range servers {
		for k := range 200 {
			do(t, s, cmd("SET", fmt.Sprint("k", k), k))
		}
		do(t, s, cmd("SET", "other", i), cmd("HSET", "h", "a", "b"))
	}
	got := runMeddled(t, servers, options(), meddling{found: map[int]func(){1: func() {
		do(t, servers[side], cmd("PEXPIRE", "k0", 3600000), cmd("PEXPIRE", "k199", 3600000), cmd("PEXPIRE", "h", 3600000))
	}}})
	want := []string{`db0 "h" hash ttl 1/1`, `db0 "k0" string ttl 1/1`, `db0 "k199" string ttl 3/3`, `db0 "other" string value 1/1`}
	if got.err != nil || !slices.Equal(got.conflicts, want) {
		t.Errorf("side %d: error %v, conflicts %q", side, got.err, got.conflicts)
	}
	if n := got.stats.ByType[compare.Cell{Type: "string", Kind: "ttl"}]; n != 2 || got.stats.Compared() != 202 || got.stats.Scanned != 202 {
		t.Errorf("side %d: %+v", side, got.stats)
	}
}

// TestFieldExpiryBeginsInRound does the same with fields of hashes, where
// servers have it.
func TestFieldExpiryBeginsInRound(t *testing.T) {
	for _, release := range redistest.Releases(t) {
		t.Run(release.Name, func(t *testing.T) {
			if servers := release.Pair(t); servers[0].Can("HPEXPIRE") {
				fieldExpiryBegins(t, servers)
			}
		})
	}
}

func fieldExpiryBegins(t *testing.T, servers [2]*redistest.Server) {
	for i, s := range servers {
		for k := range 50 {
			do(t, s, cmd("HSET", fmt.Sprint("h", k), "a", "b", "c", "d"))
		}
		do(t, s, cmd("SET", "other", i))
	}
	got := runMeddled(t, servers, options(), meddling{found: map[int]func(){1: func() {
		do(t, servers[0], cmd("HPEXPIRE", "h0", 3600000, "FIELDS", 1, "a"), cmd("HPEXPIRE", "h49", 3600000, "FIELDS", 1, "a"))
	}}})
	want := []string{`db0 "h0" hash ttl 2/2 a=ttl`, `db0 "h49" hash ttl 2/2 a=ttl`, `db0 "other" string value 1/1`}
	if got.err != nil || !slices.Equal(got.conflicts, want) {
		t.Errorf("error %v, conflicts %q", got.err, got.conflicts)
	}
}

// TestExpiryBeginsInSecondRound finds the same of keys that the second round
// looks at. Those that were settled before were equal at their last look.
func TestExpiryBeginsInSecondRound(t *testing.T) {
	servers := redistest.Pair(t)
	for i, s := range servers {
		do(t, s, cmd("SET", "other", i), cmd("SET", "late", i), cmd("SET", "settled", "x"))
	}
	o := options()
	o.Rounds = 2
	got := runMeddled(t, servers, o, meddling{
		begin: map[int]func(){2: func() { do(t, servers[1], cmd("SET", "late", 0)) }},
		found: map[int]func(){2: func() {
			do(t, servers[0], cmd("PEXPIRE", "late", 3600000), cmd("PEXPIRE", "settled", 3600000))
		}},
	})
	if want := []string{`db0 "late" string ttl 1/1`, `db0 "other" string value 1/1`}; got.err != nil || !slices.Equal(got.conflicts, want) {
		t.Errorf("error %v, conflicts %q", got.err, got.conflicts)
	}
}

// TestExpiryBehindProxy compares times of expiry that a proxy's INFO does not
// tell of, since it comes from a server with other keys (Codis passes it on to
// any one).
func TestExpiryBehindProxy(t *testing.T) {
	servers := redistest.Pair(t)
	empty := redistest.Start(t)
	for _, s := range servers {
		do(t, s, cmd("SET", "a", 1), cmd("SET", "b", 1))
	}
	do(t, empty, cmd("SET", "c", 1))
	do(t, servers[0], cmd("PEXPIRE", "a", 3600000))
	proxies := [2]*redistest.Proxy{redistest.NewProxy(t, servers[0].Addr), redistest.NewProxy(t, servers[1].Addr)}
	for _, p := range proxies {
		p.AnswerWith("INFO", func(args []string) string {
			text, _ := empty.Client(0).Info(context.Background(), args[1:]...).Result()
			return bulk(text)
		})
		p.Refuse("CLIENT", "ERR handle request, command 'CLIENT' is not allowed")
	}
	expect(t, run(t, proxies[0].Addr, proxies[1].Addr, options()), []string{`db0 "a" string ttl 1/1`})
}
