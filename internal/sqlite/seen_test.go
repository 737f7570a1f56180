package sqlite

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// A key is found by its hash however much the index grew, until it may not.
func TestSeenFindsWhatWasAdded(t *testing.T) {
	s := newSeen()
	const n = 3000
	for i := range n {
		s.add(s.hash(i%3, strconv.Itoa(i)), int64(i+1))
	}
	for i := range n {
		if !slices.Contains(slices.Collect(s.ids(s.hash(i%3, strconv.Itoa(i)))), int64(i+1)) {
			t.Fatalf("%d is not found", i)
		}
	}
	if s.full || s.used != n {
		t.Errorf("full: %v, used: %d", s.full, s.used)
	}
}

func TestSeenIsBounded(t *testing.T) {
	s := &seen{hash: newHash(), slots: make([]uint64, 4), limit: 64}
	for i := range 1000 {
		s.add(s.hash(0, strconv.Itoa(i)), int64(i+1))
	}
	if !s.full || len(s.slots) != 64 || s.used != 48 {
		t.Errorf("full: %v, %d of %d slots", s.full, s.used, len(s.slots))
	}
}

// A key stands in the file once, and none is lost: if it comes again in the same
// batch or in another, if all keys share one hash, and if there are more keys
// than the index can hold. The summary counts what the file holds.
func TestAKeyIsStoredOnceWhateverItsHash(t *testing.T) {
	for name, s := range map[string]*seen{
		"usual":         newSeen(),
		"one hash":      {hash: func(int, string) uint32 { return 7 }, slots: make([]uint64, 4), limit: 1 << 10},
		"few hashes":    {hash: func(_ int, key string) uint32 { return uint32(len(key)) }, slots: make([]uint64, 4), limit: 1 << 10},
		"too many keys": {hash: newHash(), slots: make([]uint64, 4), limit: 64},
		"both":          {hash: func(db int, _ string) uint32 { return uint32(db) }, slots: make([]uint64, 4), limit: 64},
	} {
		t.Run(name, func(t *testing.T) { storeTwice(t, s) })
	}
}

// storeTwice writes forty keys in two databases, each of them twice in its
// batch, and the whole batch again.
func storeTwice(t *testing.T, index *seen) {
	s, err := New(Options{Path: filepath.Join(t.TempDir(), "result.db"), Rounds: 1})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	must(t, s.BeginRound(t.Context(), 1))
	s.writer.seen = index
	var want []compare.Conflict
	for i := 0; i < 40; i += 10 {
		for db := range 2 {
			f := batchOf(db, i, 10)
			want = append(want, f.Conflicts...)
			f.Conflicts = slices.Concat(f.Conflicts, f.Conflicts)
			must(t, s.Add(t.Context(), f))
			must(t, s.Add(t.Context(), f))
		}
	}
	must(t, s.EndRound(t.Context()))
	compareWithFile(t, s, want)
}

// batchOf makes n conflicts with a field and a detail, and an unverified key
// that is one of them.
func batchOf(db, from, n int) compare.Findings {
	f := compare.Findings{Unverified: []compare.Unverified{{DB: db, Key: "key " + strconv.Itoa(from)}}}
	for i := from; i < from+n; i++ {
		f.Conflicts = append(f.Conflicts, compare.Conflict{DB: db, Key: "key " + strconv.Itoa(i), Type: "hash", Kind: value.Value,
			Fields: []value.Field{{Name: fmt.Sprint(i), Kind: value.LackTarget}}, More: 1, TargetKey: "detail"})
	}
	return f
}

func compareWithFile(t *testing.T, s *Store, want []compare.Conflict) {
	t.Helper()
	f, err := Open(t.Context(), s.file(1))
	must(t, err)
	defer f.Close()
	var got []compare.Conflict
	for c, err := range f.Suspects(t.Context()) {
		must(t, err)
		got = append(got, c)
	}
	slices.SortStableFunc(want, func(a, b compare.Conflict) int { return a.DB - b.DB })
	counted, err := s.Summary(t.Context(), 1)
	must(t, err)
	read, err := f.Summary(t.Context())
	must(t, err)
	if diff := cmp.Diff(want, got) + cmp.Diff(read, counted); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
