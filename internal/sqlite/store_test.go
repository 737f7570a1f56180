package sqlite_test

import (
	"context"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"redis-full-check/internal/check"
	"redis-full-check/internal/sqlite"
	"redis-full-check/internal/value"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// options are those of a run of some rounds in a new directory.
func options(t testing.TB, rounds int) sqlite.Options {
	return sqlite.Options{
		Path: filepath.Join(t.TempDir(), "result.db"), Rounds: rounds, Started: time.Unix(1e9, 0),
		Version: "1.0", Source: "127.0.0.1:6379", Target: "127.0.0.1:6380", Mode: "full value", Settings: "-m 1",
	}
}

func newStore(t testing.TB, o sqlite.Options) *sqlite.Store {
	t.Helper()
	s, err := sqlite.New(o)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// round runs a whole round with the given findings.
func round(t testing.TB, s *sqlite.Store, n int, fs ...check.Findings) {
	t.Helper()
	must(t, s.BeginRound(t.Context(), n))
	for _, f := range fs {
		must(t, s.Add(t.Context(), f))
	}
	must(t, s.EndRound(t.Context()))
}

// collect reads a sequence to its end.
func collect[T any](t testing.TB, seq func(func(T, error) bool)) []T {
	t.Helper()
	var all []T
	for x, err := range seq {
		must(t, err)
		all = append(all, x)
	}
	return all
}

func equal(t testing.TB, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// conflict makes a conflict of a string key.
func conflict(db int, key string, kind value.Kind) check.Conflict {
	return check.Conflict{DB: db, Key: key, Type: "string", Kind: kind, Len: [2]int64{3, 0}}
}

func found(cs ...check.Conflict) check.Findings { return check.Findings{Conflicts: cs} }

func TestSuspectsAreWhatWasAdded(t *testing.T) {
	s := newStore(t, options(t, 2))
	hash := check.Conflict{
		DB: 1, Key: "h", Type: "hash", Kind: value.Value, Len: [2]int64{9, 9}, More: 7, Detail: "a lot",
		Fields: []value.Field{{Name: "a", Kind: value.Value}, {Name: "\x00\xff", Kind: value.LackSource}},
	}
	str := conflict(0, "k", value.LackTarget)
	round(t, s, 1, check.Findings{
		Conflicts:  []check.Conflict{hash, str},
		Unverified: []check.Unverified{{DB: 0, Key: "u", Type: "set", Reason: "LOADING"}},
	})
	want := []check.Conflict{str, {DB: 0, Key: "u", Type: "set"}, hash}
	equal(t, collect(t, s.Suspects(t.Context(), 1)), want)
}

func BenchmarkAdd(b *testing.B) {
	for _, fields := range []int{0, 5} {
		b.Run("fields="+strconv.Itoa(fields), func(b *testing.B) { benchmarkAdd(b, fields) })
	}
}

// benchmarkAdd writes 100,000 conflicts in batches of 256.
func benchmarkAdd(b *testing.B, fields int) {
	const keys, batch = 100_000, 256
	ctx := context.Background()
	for b.Loop() {
		s := newStore(b, options(b, 1))
		must(b, s.BeginRound(ctx, 1))
		for i := 0; i < keys; i += batch {
			must(b, s.Add(ctx, manyConflicts(i, batch, fields)))
		}
		must(b, s.EndRound(ctx))
		must(b, s.Close())
	}
	b.ReportMetric(float64(b.N*keys)/b.Elapsed().Seconds(), "keys/s")
	b.ReportMetric(float64(b.N*keys*(1+fields))/b.Elapsed().Seconds(), "rows/s")
}

// manyConflicts makes n conflicts in an order as random as that of SCAN.
func manyConflicts(from, n, fields int) check.Findings {
	var f check.Findings
	for i := from; i < from+n; i++ {
		c := check.Conflict{Key: "user:" + strconv.FormatUint(uint64(i)*0x9E3779B97F4A7C15, 16), Type: "hash", Kind: value.Value, Len: [2]int64{8, 8}}
		for j := range fields {
			c.Fields = append(c.Fields, value.Field{Name: "field:" + strconv.Itoa(j), Kind: value.Value})
		}
		f.Conflicts = append(f.Conflicts, c)
	}
	return f
}
