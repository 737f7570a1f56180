package check_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestFindsExactlyWhatChanged mutates some of many random keys of all types
// and expects the run to find those and no others.
func TestFindsExactlyWhatChanged(t *testing.T) {
	servers := redistest.Pair(t)
	for seed := int64(1); seed <= 6; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			servers[0].Do("FLUSHALL")
			rnd := rand.New(rand.NewPCG(uint64(seed), 1))
			keys := redistest.Seed(t, servers[0].Client(0), 600, seed)
			redistest.Copy(t, servers[0], servers[1])
			want := map[string]string{}
			for _, i := range rnd.Perm(len(keys))[:rnd.IntN(40)] {
				side := rnd.IntN(2)
				what := redistest.Mutate(t, rnd, servers[side].Client(0), keys[i])
				if side == 0 && strings.HasSuffix(what, ": deleted") {
					continue // only the target has it, and round 1 sweeps the source
				}
				want[keys[i]] = what
			}
			o := options()
			o.Rounds = 1 + rnd.IntN(3)
			o.Batch = 1 + rnd.IntN(300)
			got := run(t, servers[0].Addr, servers[1].Addr, o)
			expectKeys(t, got, want)
		})
	}
}

// expectKeys compares the keys of an outcome with those that were changed.
func expectKeys(t *testing.T, got outcome, changed map[string]string) {
	t.Helper()
	if got.err != nil || len(got.unverified) > 0 {
		t.Fatalf("error %v, unverified %q", got.err, got.unverified)
	}
	var want, found []string
	for key := range changed {
		want = append(want, fmt.Sprintf("db0 %q", key))
	}
	for _, l := range got.conflicts {
		end := strings.LastIndex(l[:strings.Index(l, "/")], `" `)
		found = append(found, l[:end+1])
	}
	slices.Sort(want)
	slices.Sort(found)
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("keys (-changed +found):\n%s\nchanges: %q\nfound: %q", diff, changed, got.conflicts)
	}
	if got.summary.KeyCount() != int64(len(found)) {
		t.Errorf("the summary counts %d keys", got.summary.KeyCount())
	}
}
