package sqlite_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redis-full-check/internal/check"
	"redis-full-check/internal/sqlite"
	"redis-full-check/internal/value"
)

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

func finish(t testing.TB, s *sqlite.Store, state sqlite.State, reason string) {
	t.Helper()
	must(t, s.Finish(t.Context(), state, reason))
}

func TestFilesOfACompleteRun(t *testing.T) {
	o := options(t, 3)
	s := newStore(t, o)
	for i := 1; i <= 3; i++ {
		round(t, s, i, found(conflict(0, fmt.Sprint("k", i), value.LackTarget)))
	}
	finish(t, s, sqlite.Complete, "")
	equal(t, names(t, filepath.Dir(o.Path)), []string{"result.db.1", "result.db.2", "result.db.3"})
	equal(t, rows(t, o.Path+".1", "SELECT * FROM key_1"), []string{"1|k1|string|lack_target|0|3|0"})
	equal(t, rows(t, o.Path+".2", "SELECT * FROM key_2"), []string{"1|k2|string|lack_target|0|3|0"})
	equal(t, rows(t, s.Path(), "SELECT * FROM key"), []string{"1|k3|string|lack_target|0|3|0"})
}

func TestFinalResult(t *testing.T) {
	o := options(t, 1)
	s := newStore(t, o)
	round(t, s, 1, found(
		check.Conflict{DB: 7, Key: "h", Type: "hash", Kind: value.Value, Fields: []value.Field{{Name: "a", Kind: value.LackTarget}, {Name: "b", Kind: value.Value}}},
		check.Conflict{DB: 8, Key: "s\x00", Type: "string", Kind: value.TypeKind}))
	finish(t, s, sqlite.Complete, "")
	equal(t, rows(t, s.Path(), "SELECT *, typeof(Key) FROM FINAL_RESULT"), []string{
		"||h|7|lack_target|a|text", "||h|7|value|b|text", "||s\x00|8|type||blob"})
}

func TestBrokenInTheFirstRound(t *testing.T) {
	o := options(t, 3)
	s := newStore(t, o)
	must(t, s.BeginRound(t.Context(), 1))
	must(t, s.Add(t.Context(), found(conflict(0, "k", value.LackTarget))))
	finish(t, s, sqlite.Partial, "connection lost")
	want := []string{"1|k|string|lack_target|0|3|0"}
	equal(t, rows(t, o.Path+".1", "SELECT * FROM key_1"), want)
	equal(t, rows(t, o.Path+".2", "SELECT * FROM key_2"), []string(nil))
	equal(t, rows(t, o.Path+".3", "SELECT * FROM key"), want)
	equal(t, rows(t, o.Path+".3", "SELECT value FROM run WHERE name IN ('state', 'reason', 'found_in') ORDER BY name"),
		[]string{"round 1", "connection lost", "partial"})
}
