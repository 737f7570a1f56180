package sqlite_test

import (
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/keyname"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

func TestSummary(t *testing.T) {
	s := newStore(t, options(t, 2))
	hash := compare.Conflict{Key: "h", Type: "hash", Kind: value.Value, More: 5, Fields: []value.Field{
		{Name: "a", Kind: value.Value}, {Name: "b", Kind: value.LackTarget}, {Name: "c", Kind: value.Value}}}
	round(t, s, 1, lacking("user:1", "user:2", "user:3", "s:9"), found(hash, conflict(3, "user:1", value.TTL)),
		found(hash), unverified(0, "x"), unverified(0, "x"))
	got, err := s.Summary(t.Context(), 1)
	must(t, err)
	equal(t, got, check.Summary{
		Keys: map[compare.Cell]int64{
			{Type: "string", Kind: value.LackTarget}: 4, {Type: "string", Kind: value.TTL}: 1, {Type: "hash", Kind: value.Value}: 1},
		Fields: map[compare.Cell]int64{
			{Type: "hash", Kind: value.Value}: 2, {Type: "hash", Kind: value.LackTarget}: 1},
		MoreFields: 5, Unverified: 1,
		DBs:      map[int]int64{0: 5, 3: 1},
		Largest:  []keyname.Count{{Name: "user:*", Count: 4}, {Name: "h", Count: 1}, {Name: "s:*", Count: 1}},
		Families: 3,
	})
	equal(t, got.Total(), int64(9))
}

func TestSummaryOfNothing(t *testing.T) {
	s := newStore(t, options(t, 1))
	round(t, s, 1)
	got, err := s.Summary(t.Context(), 1)
	must(t, err)
	equal(t, got.Total()+got.Unverified+int64(len(got.Largest)), int64(0))
}

func TestReasons(t *testing.T) {
	s := newStore(t, options(t, 1))
	because := func(key, reason string) compare.Unverified {
		return compare.Unverified{Key: key, Type: "set", Reason: reason}
	}
	all := []compare.Unverified{because("a", "LOADING"), because("b", "NOPERM"), because("c", "NOPERM"), because("d\x00", "OOM\xff")}
	round(t, s, 1, compare.Findings{Unverified: all})
	f, err := sqlite.Open(t.Context(), s.Path()+".tmp")
	must(t, err)
	defer f.Close()
	got, err := f.Reasons(t.Context(), 2)
	must(t, err)
	equal(t, got, []record.Reason{{Text: "NOPERM", Count: 2, Key: "b"}, {Text: "LOADING", Count: 1, Key: "a"}})
	equal(t, collect(t, f.Unverified(t.Context())), all)
}
