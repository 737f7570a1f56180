package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

func TestSuspectsGoDatabaseByDatabase(t *testing.T) {
	s := newStore(t, options(t, 2))
	hash := compare.Conflict{
		DB: 1, Key: "h", Type: "hash", Kind: value.Value, Len: [2]int64{9, 9}, More: 7, TargetKey: "a lot",
		Fields: []value.Field{{Name: "a", Kind: value.Value}, {Name: "\x00\xff", Kind: value.LackSource}},
	}
	a, b := conflict(0, "a", value.LackTarget), conflict(0, "b", value.TTL)
	round(t, s, 1, found(b), found(hash, a), unverified(0, "u"), unverified(3, "v"))
	got := collect(t, s.Suspects(t.Context(), 1))
	equal(t, got, []compare.Conflict{b, a, {DB: 0, Key: "u"}, hash, {DB: 3, Key: "v"}})
}

// A key met twice is stored once, as it was first seen, with its own fields.
func TestAKeyIsStoredOnce(t *testing.T) {
	s := newStore(t, options(t, 1))
	first := compare.Conflict{Key: "h", Type: "hash", Kind: value.Value, TargetKey: "first",
		Fields: []value.Field{{Name: "a", Kind: value.Value}}}
	again := compare.Conflict{Key: "h", Type: "hash", Kind: value.Value, More: 3, TargetKey: "again",
		Fields: []value.Field{{Name: "b", Kind: value.Value}}}
	elsewhere := conflict(1, "h", value.LackTarget)
	round(t, s, 1, found(first, again, elsewhere), found(again), unverified(2, "u"), unverified(2, "u"))
	equal(t, collect(t, s.Suspects(t.Context(), 1)), []compare.Conflict{first, elsewhere, {DB: 2, Key: "u"}})
	equal(t, rows(t, s.Path()+".tmp", "SELECT field FROM field"), []string{"a"})
	equal(t, rows(t, s.Path()+".tmp", "SELECT target_key FROM detail"), []string{"first"})
}

func TestAConflictIsNotUnverified(t *testing.T) {
	s := newStore(t, options(t, 1))
	a, b := conflict(0, "a", value.LackTarget), conflict(0, "b", value.LackTarget)
	round(t, s, 1, unverified(0, "a"), found(a, b), unverified(0, "b"), unverified(1, "b"))
	equal(t, collect(t, s.Suspects(t.Context(), 1)), []compare.Conflict{a, b, {DB: 1, Key: "b"}})
}

func TestManyKeysAndFields(t *testing.T) {
	s := newStore(t, options(t, 2))
	f := manyConflicts(0, 100, 70)
	round(t, s, 1, f)
	equal(t, collect(t, s.Suspects(t.Context(), 1)), f.Conflicts)
}

// Any findings, of any bytes, come back as they were; those of a key met
// before do not.
func TestFindingsComeBack(t *testing.T) {
	base := options(t, 2)
	rapid.Check(t, func(rt *rapid.T) {
		batches := rapid.SliceOfN(findings(), 0, 5).Draw(rt, "batches")
		s := newStore(t, base)
		round(t, s, 1, batches...)
		equal(rt, collect(rt, s.Suspects(t.Context(), 1)), expected(batches))
		must(rt, s.Close())
	})
}

// anyBytes are mostly texts, some of them with bytes that are none.
func anyBytes() *rapid.Generator[string] {
	raw := rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 12), func(b []byte) string { return string(b) })
	return rapid.OneOf(rapid.String(), raw, rapid.SampledFrom([]string{"", "a", "a\x00", "\x00", "\xff", "1", "1.0", "x'00'"}))
}

func findings() *rapid.Generator[compare.Findings] {
	kinds := rapid.SampledFrom([]value.Kind{value.LackTarget, value.LackSource, value.TypeKind, value.Value, value.TTL})
	db := rapid.IntRange(0, 2)
	return rapid.Custom(func(t *rapid.T) (f compare.Findings) {
		field := rapid.Custom(func(t *rapid.T) value.Field {
			return value.Field{Name: anyBytes().Draw(t, "field"), Kind: kinds.Draw(t, "kind")}
		})
		for range rapid.IntRange(0, 40).Draw(t, "conflicts") {
			n := rapid.Int64()
			c := compare.Conflict{DB: db.Draw(t, "db"), Key: anyBytes().Draw(t, "key"), Type: "hash", Kind: kinds.Draw(t, "kind"),
				Len: [2]int64{n.Draw(t, "source"), n.Draw(t, "target")}, TargetKey: anyBytes().Draw(t, "target key"), Facts: [2]compare.Facts{facts(t), facts(t)}}
			c.Facts[1].Type = rapid.SampledFrom([]string{"", "list"}).Draw(t, "target type")
			c.Fields = append(c.Fields, rapid.SliceOfN(field, 0, 3).Draw(t, "fields")...)
			c.More = rapid.Int64Range(0, 9).Draw(t, "more")
			f.Conflicts = append(f.Conflicts, c)
		}
		for range rapid.IntRange(0, 4).Draw(t, "unverified") {
			f.Unverified = append(f.Unverified, compare.Unverified{
				DB: db.Draw(t, "db"), Key: anyBytes().Draw(t, "key"), Reason: anyBytes().Draw(t, "reason")})
		}
		return f
	})
}

func facts(t *rapid.T) (f compare.Facts) {
	f.Expiry.Form = rapid.SampledFrom([]compare.ExpiryForm{compare.ExpiryUnknown, compare.ExpiresAt, compare.ExpiresIn}).Draw(t, "form")
	if f.Expiry.Form != compare.ExpiryUnknown {
		f.Expiry.MS = rapid.Int64Min(compare.NeverExpires).Draw(t, "ms")
	}
	f.FieldsExpire = rapid.SampledFrom([]redis.Truth{redis.Unknown, redis.Yes, redis.No}).Draw(t, "fields expire")
	f.LenError = anyBytes().Draw(t, "length")
	return f
}

// expected is what Suspects should make of batches.
func expected(batches []compare.Findings) []compare.Conflict {
	seen := map[string]bool{}
	var all []compare.Conflict
	add := func(c compare.Conflict) {
		if name := fmt.Sprint(c.DB, " ", c.Key); !seen[name] {
			seen[name] = true
			all = append(all, c)
		}
	}
	for _, f := range batches {
		for _, c := range f.Conflicts {
			add(c)
		}
	}
	for _, f := range batches {
		for _, u := range f.Unverified {
			add(compare.Conflict{DB: u.DB, Key: u.Key, Type: u.Type})
		}
	}
	slices.SortStableFunc(all, func(a, b compare.Conflict) int { return a.DB - b.DB })
	return all
}

func TestBytesThatAreNoTextAreBlobs(t *testing.T) {
	s := newStore(t, options(t, 1))
	round(t, s, 1, found(conflict(0, "text é", value.TTL), conflict(0, "a\x00b", value.TTL), conflict(0, "\xff", value.TTL)))
	equal(t, rows(t, s.Path()+".tmp", "SELECT typeof(key), hex(key) FROM key"),
		[]string{"text|7465787420C3A9", "blob|610062", "blob|FF"})
}

// The next round is written while the last is read, so neither is held in
// memory.
func TestARoundIsReadWhileTheNextIsWritten(t *testing.T) {
	s := newStore(t, options(t, 2))
	f := manyConflicts(0, 500, 1)
	round(t, s, 1, f)
	must(t, s.BeginRound(t.Context(), 2))
	for c, err := range s.Suspects(t.Context(), 1) {
		must(t, err)
		must(t, s.Add(t.Context(), found(c)))
	}
	must(t, s.EndRound(t.Context()))
	equal(t, collect(t, s.Suspects(t.Context(), 2)), f.Conflicts)
}

func TestReadingMayStopEarly(t *testing.T) {
	s := newStore(t, options(t, 1))
	round(t, s, 1, manyConflicts(0, 10, 2), unverified(0, "u"))
	for stop := 1; stop <= 11; stop++ {
		n := 0
		for _, err := range s.Suspects(t.Context(), 1) {
			must(t, err)
			if n++; n == stop {
				break
			}
		}
		equal(t, n, stop)
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	s := newStore(t, options(t, 1))
	round(t, s, 1, manyConflicts(0, 1000, 0))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	n := 0
	for _, last = range s.Suspects(ctx, 1) {
		cancel()
		n++
	}
	if !errors.Is(last, context.Canceled) || n == 1000 {
		t.Errorf("%d rows, then %v", n, last)
	}
}

func TestRoundsComeInOrder(t *testing.T) {
	s := newStore(t, options(t, 2))
	ctx := t.Context()
	wants := func(err error, want string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	wants(s.Add(ctx, found()), "no round has begun")
	wants(s.EndRound(ctx), "none has begun")
	wants(s.BeginRound(ctx, 2), "not the next round")
	must(t, s.BeginRound(ctx, 1))
	wants(s.BeginRound(ctx, 2), "not the next round")
	_, err := s.Summary(ctx, 1)
	wants(err, "not finished")
	must(t, s.EndRound(ctx))
	_, err = s.Summary(ctx, 2)
	wants(err, "not finished")
	round(t, s, 2)
	wants(s.BeginRound(ctx, 3), "not the next round")
}

func TestNothingIsAddedAfterTheContextEnded(t *testing.T) {
	s := newStore(t, options(t, 1))
	ctx, cancel := context.WithCancel(t.Context())
	must(t, s.BeginRound(ctx, 1))
	must(t, s.Add(ctx, found(conflict(0, "a", value.TTL))))
	cancel()
	if err := s.Add(ctx, found(conflict(0, "b", value.TTL))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	must(t, s.Finish(ctx, "partial", "interrupted"))
	equal(t, rows(t, s.Path(), "SELECT key FROM key"), []string{"a"})
}

// What a report reads: the conflicts alone.
func TestConflictsLeaveUnverifiedKeysOut(t *testing.T) {
	s := newStore(t, options(t, 1))
	a, b := conflict(1, "a", value.TTL), conflict(0, "b", value.TTL)
	round(t, s, 1, found(a, b), unverified(0, "u"))
	f, err := sqlite.Open(t.Context(), s.Path()+".tmp")
	must(t, err)
	defer f.Close()
	equal(t, collect(t, f.Conflicts(t.Context())), []compare.Conflict{b, a})
}
