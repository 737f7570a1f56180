package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// options are those of a run of some rounds in a new directory.
func options(t testing.TB, rounds int) sqlite.Options {
	return sqlite.Options{Path: filepath.Join(t.TempDir(), "result.db"), Rounds: rounds}
}

func newStore(t testing.TB, o sqlite.Options) *sqlite.Store {
	t.Helper()
	s, err := sqlite.New(o)
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
}

func must(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// round runs a whole round with the given findings.
func round(t testing.TB, s *sqlite.Store, n int, fs ...compare.Findings) {
	t.Helper()
	must(t, s.BeginRound(t.Context(), n))
	for _, f := range fs {
		must(t, s.Add(t.Context(), f))
	}
	must(t, s.EndRound(t.Context()))
}

// collect reads a sequence to its end.
func collect[T any](t tester, seq func(func(T, error) bool)) []T {
	t.Helper()
	var all []T
	for x, err := range seq {
		must(t, err)
		all = append(all, x)
	}
	return all
}

func equal(t tester, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// conflict makes a conflict of a string key.
func conflict(db int, key string, kind value.Kind) compare.Conflict {
	return compare.Conflict{DB: db, Key: key, Type: "string", Kind: kind, Len: [2]int64{3, 0}}
}

// unverified makes findings of a key that could not be read.
func unverified(db int, key string) compare.Findings {
	return compare.Findings{Unverified: []compare.Unverified{{DB: db, Key: key, Reason: "LOADING"}}}
}

func found(cs ...compare.Conflict) compare.Findings { return compare.Findings{Conflicts: cs} }

// rows runs a query on a file and returns its rows, the columns joined by "|".
func rows(t testing.TB, path, query string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()
	rs, err := db.Query(query)
	must(t, err)
	defer rs.Close()
	return scanAll(t, rs)
}

func scanAll(t testing.TB, rs *sql.Rows) []string {
	t.Helper()
	columns, err := rs.Columns()
	must(t, err)
	var all []string
	for rs.Next() {
		cells, targets := make([]string, len(columns)), make([]any, len(columns))
		for i := range cells {
			targets[i] = &cells[i]
		}
		must(t, rs.Scan(targets...))
		all = append(all, strings.Join(cells, "|"))
	}
	must(t, rs.Err())
	return all
}

// names lists a directory.
func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}
