package sqlite

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// fill adds n conflicts in batches, until one fails.
func fill(t *testing.T, s *Store, n int) error {
	for i := range n {
		c := compare.Conflict{Key: strconv.Itoa(i) + strings.Repeat("x", 100), Type: "string", Kind: value.TTL}
		if err := s.Add(t.Context(), compare.Findings{Conflicts: []compare.Conflict{c}}); err != nil {
			return err
		}
	}
	return nil
}

// A full disk is an error that says so, and costs no more than the rows of the
// last transaction.
func TestAFullDisk(t *testing.T) {
	s, err := New(Options{Path: filepath.Join(t.TempDir(), "result.db"), Rounds: 2})
	must(t, err)
	must(t, s.BeginRound(t.Context(), 1))
	must(t, fill(t, s, rowsPerCommit))
	must(t, s.writer.exec(t.Context(), "PRAGMA max_page_count = 600"))
	err = fill(t, s, 2*rowsPerCommit)
	if err == nil || !strings.Contains(err.Error(), "result.db.1.tmp") || !strings.Contains(err.Error(), "full") {
		t.Fatalf("got %v", err)
	}
	if err := fill(t, s, 1); err == nil {
		t.Error("a broken round takes findings")
	}
	must(t, s.Finish(t.Context(), Partial, err.Error()))
	sum, err := s.Summary(t.Context(), 2)
	must(t, err)
	if sum.Total() != rowsPerCommit {
		t.Errorf("%d conflicts are left", sum.Total())
	}
}

// Reading a round in its order needs no sorting, so it begins at once and
// takes no memory.
func TestReadingDoesNotSort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	w, err := create(t.Context(), path, tablesOf(1, 1))
	must(t, err)
	must(t, w.finish(t.Context()))
	f, err := Open(t.Context(), path)
	must(t, err)
	defer f.Close()
	for query, args := range map[string][]any{
		f.layout.selectConflicts(): {0, 1, 2}, selectUnverified: {0}, selectSpans: {}, selectFields: {},
	} {
		rows, err := f.db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+f.tables.sql(query), args...)
		must(t, err)
		for rows.Next() {
			var id, parent, unused int
			var step string
			must(t, rows.Scan(&id, &parent, &unused, &step))
			if strings.Contains(step, "TEMP B-TREE") || strings.Contains(step, "AUTOMATIC") {
				t.Errorf("%s\n%s", query, step)
			}
		}
		must(t, rows.Close())
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
