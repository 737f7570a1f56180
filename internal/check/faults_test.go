package check_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// TestRandomFaults lets something go wrong in the middle of runs. Each has to end
// exact, or to say what it does not know. FAULTS is the number of draws, FAULT_SEED
// the first one.
func TestRandomFaults(t *testing.T) {
	draws, first := fromEnv("FAULTS", 6), fromEnv("FAULT_SEED", 1)
	ends := map[string]int{}
	for seed := first; seed < first+draws; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			end := newFaulty(t, uint64(seed)).judge()
			ends[end]++
		})
	}
	t.Log(ends)
}

func fromEnv(name string, otherwise int) int {
	n, err := strconv.Atoi(os.Getenv(name))
	if err != nil {
		return otherwise
	}
	return n
}

// faulty is one run in which something goes wrong.
type faulty struct {
	*testing.T
	*rand.Rand
	sides   [2]*site
	planted map[string]bool // keys that differ
	fault   fault
	broken  *site
	got     outcome
}

func newFaulty(t *testing.T, seed uint64) *faulty {
	f := &faulty{T: t, Rand: rand.New(rand.NewPCG(seed, 7)), planted: map[string]bool{}}
	for i := range f.sides {
		makers := sites()
		f.sides[i] = makers[f.IntN(len(makers))](t, f.Rand)
	}
	f.plant()
	f.broken = f.sides[f.IntN(2)]
	suit := slices.DeleteFunc(faults(), func(x fault) bool { return !x.suits(f.broken) })
	f.fault = suit[f.IntN(len(suit))]
	f.run()
	return f
}

// plant seeds both sides, and changes some keys of the target.
func (f *faulty) plant() {
	const keys, differ = 1200, 30
	var names []string
	for _, s := range f.sides {
		names = redistest.Seed(f, s.client, keys, 3)
	}
	for _, i := range f.Perm(keys)[:differ] {
		if names[i] != "" {
			redistest.Mutate(f, f.Rand, f.sides[1].client, names[i])
			f.planted[names[i]] = true
		}
	}
	for _, s := range f.sides {
		s.settle()
	}
}

// run checks, and lets the fault happen at any moment of it.
func (f *faulty) run() {
	o := check.Options{Mode: compare.FullValue, Rounds: 1 + f.IntN(3), Interval: 300 * time.Millisecond, Batch: 16, Parallel: 1 + f.IntN(4),
		QPS: 150, BigKey: 16384, TTLTolerance: time.Second, MaxFields: 10000}
	var sides [2]*redis.Deployment
	for i, s := range f.sides {
		d, err := redis.Connect(f.Context(), redis.Options{Name: [...]string{"source", "target"}[i], Address: s.address, RetryFor: 6 * time.Second})
		if err != nil {
			f.Fatal(err)
		}
		sides[i] = d
	}
	store, err := sqlite.New(sqlite.Options{Path: filepath.Join(f.TempDir(), "result.db"), Rounds: o.Rounds})
	if err != nil {
		f.Fatal(err)
	}
	defer store.Close()
	stats := &check.Stats{}
	c := check.Check{Options: o, Source: sides[0], Target: sides[1], Store: store, Stats: stats, Log: slog.New(slog.DiscardHandler)}
	done := make(chan error)
	go func() {
		_, err := c.Run(f.Context())
		done <- err
	}()
	f.await(stats, f.Float64()*1.1)
	f.fault.happen(f)
	f.got.err = <-done
	state := sqlite.Complete
	if f.got.err != nil {
		state = sqlite.Partial
	}
	if err := store.Finish(f.Context(), state, ""); err != nil {
		f.Fatal(err)
	}
	if store.Published() {
		f.got.read(f.T, store.Path())
	}
}

// await waits until the run is so far, or in its second round.
func (f *faulty) await(stats *check.Stats, share float64) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); <-tick.C {
		if now := stats.Snapshot(); now.Round > 1 || now.Round == 1 && now.Share >= share {
			return
		}
	}
}

// judge says how a run ended. It fails if that is not true.
func (f *faulty) judge() string {
	found, kinds := map[string]bool{}, map[string]bool{}
	var extra, missing []string
	for _, line := range f.got.conflicts {
		key := keyOf(f.T, line)
		found[key] = true
		if !f.planted[key] {
			extra = append(extra, line)
			kinds[strings.Fields(line[strings.LastIndex(line, `" `)+2:])[1]] = true
		}
	}
	for key := range f.planted {
		if !found[key] && !slices.Contains(f.got.unverified, key) {
			missing = append(missing, key)
		}
	}
	lost := f.fault.lost(f)
	explained := len(extra) == 0 || lost && len(kinds) == 1 && kinds[[...]string{"lack_source", "lack_target"}[f.side()]]
	story := fmt.Sprintf("source %s, target %s; %s on the %s", f.sides[0].kind, f.sides[1].kind, f.fault.name, [...]string{"source", "target"}[f.side()])
	end := "exact"
	switch {
	case f.got.err != nil:
		end, missing = "partial", nil
	case len(f.got.unverified) > 0:
		end = "unverified"
	case lost:
		end = "exact, data lost"
	}
	if !explained || len(missing) > 0 {
		f.Errorf("%s: %s: %d missing %.300q, %d not planted %.900q, %d unverified, error %v", story, end, len(missing), missing, len(extra), extra, len(f.got.unverified), f.got.err)
		return "WRONG"
	}
	f.Log(story, ":", end, f.got.err)
	return end
}

// side is which one is broken.
func (f *faulty) side() int {
	if f.broken == f.sides[0] {
		return 0
	}
	return 1
}

// keyOf is the key in a line about a conflict: `db0 "key" hash value 3/2`.
func keyOf(t *testing.T, line string) string {
	quoted, err := strconv.QuotedPrefix(line[strings.Index(line, `"`):])
	if err != nil {
		t.Fatal(line, err)
	}
	key, err := strconv.Unquote(quoted)
	if err != nil {
		t.Fatal(line, err)
	}
	return key
}
