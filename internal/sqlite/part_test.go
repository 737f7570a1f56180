package sqlite

import (
	"context"
	"fmt"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// TestParts keeps the parts of keys that are found to differ, and of no others.
func TestParts(t *testing.T) {
	s, err := New(Options{Path: t.TempDir() + "/result.db", Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	part := func(number int64, names ...string) compare.Part {
		p := compare.Part{Number: number}
		for _, n := range names {
			p.Fields = append(p.Fields, value.Field{Name: n, Kind: value.Value})
		}
		return p
	}
	key := func(name string, number int64, handed int64, names ...string) compare.Conflict {
		return compare.Conflict{Key: name, Type: "hash", Kind: value.Value, Part: number, Fields: part(0, names...).Fields,
			Handed: value.Tally{value.Value: handed}}
	}
	steps := []compare.Findings{
		{Parts: []compare.Part{part(1, "a", "b")}},
		{Parts: []compare.Part{part(2, "x")}},
		{Conflicts: []compare.Conflict{key("other", 0, 0, "o")}, Parts: []compare.Part{part(1, "c"), part(3, "dropped"), part(4, "again")}},
		{Conflicts: []compare.Conflict{key("k", 1, 3, "d")}, Dropped: []int64{3}},
		{Conflicts: []compare.Conflict{key("k", 4, 1, "again too")}}, // a key that a scan repeated
	} // 2 is never finished
	ctx := context.Background()
	if err := s.BeginRound(ctx, 1); err != nil {
		t.Fatal(err)
	}
	for _, f := range steps {
		if err := s.Add(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.EndRound(ctx); err != nil {
		t.Fatal(err)
	}
	var got []string
	for c, err := range s.Suspects(ctx, 1) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(c.Key, c.Fields))
	}
	if want := "[k[{a value} {b value} {c value} {d value}] other[{o value}]]"; fmt.Sprint(got) != want {
		t.Errorf("%v", got)
	}
	sum, err := s.Summary(ctx, 1)
	if n := sum.Fields[compare.Cell{Type: "hash", Kind: value.Value}]; n != 5 || err != nil {
		t.Errorf("%d fields, %v", n, err)
	}
	var left int
	f, err := s.finished(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.db.QueryRow("SELECT count(*) FROM field").Scan(&left); err != nil || left != 5 {
		t.Errorf("%d rows, %v", left, err)
	}
}

// TestManyFieldsOfOneKey holds a bounded number of them, and loses none.
func TestManyFieldsOfOneKey(t *testing.T) {
	s, err := New(Options{Path: t.TempDir() + "/result.db", Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const fields = 2*maxGroupFields + 10
	c := compare.Conflict{Key: "k", Type: "hash", Kind: value.Value}
	for i := range fields {
		c.Fields = append(c.Fields, value.Field{Name: fmt.Sprint(i), Kind: value.Value})
	}
	ctx := context.Background()
	if err := s.BeginRound(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if err := s.Add(ctx, compare.Findings{Conflicts: []compare.Conflict{c}}); err != nil {
		t.Fatal(err)
	}
	if err := s.EndRound(ctx); err != nil {
		t.Fatal(err)
	}
	for c, err := range s.Suspects(ctx, 1) {
		if err != nil || len(c.Fields) != maxGroupFields || c.More != fields-maxGroupFields {
			t.Errorf("%d fields, %d more, %v", len(c.Fields), c.More, err)
		}
	}
	if n := countFields(t, s); n != fields {
		t.Errorf("%d fields", n)
	}
}

// countFields counts those that Conflicts yields.
func countFields(t *testing.T, s *Store) (n int) {
	t.Helper()
	ctx := context.Background()
	f, err := s.finished(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for c, err := range f.Conflicts(ctx) {
		if n += len(c.Fields); err != nil || len(c.Fields) > maxGroupFields || len(c.Fields) == 0 {
			t.Errorf("%d fields, %v", len(c.Fields), err)
		}
	}
	return n
}
