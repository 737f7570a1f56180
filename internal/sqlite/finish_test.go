package sqlite_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// lacking are keys that the target lacks.
func lacking(keys ...string) compare.Findings {
	var f compare.Findings
	for _, k := range keys {
		f.Conflicts = append(f.Conflicts, conflict(0, k, value.LackTarget))
	}
	return f
}

// keys returns the keys in a table, as they stand there.
func keys(t testing.TB, path, table string) []string {
	t.Helper()
	return rows(t, path, "SELECT key FROM "+table+" ORDER BY id")
}

// fact returns a fact of the run from a file.
func fact(t testing.TB, path, name string) string {
	t.Helper()
	f, err := sqlite.Open(t.Context(), path)
	must(t, err)
	defer f.Close()
	facts, err := f.Facts(t.Context())
	must(t, err)
	return facts[name]
}

func TestACompleteRun(t *testing.T) {
	o := options(t, 3)
	s := newStore(t, o)
	for i := 1; i <= 3; i++ {
		round(t, s, i, lacking("k"+strconv.Itoa(i)))
	}
	s.Describe(record.Run{Version: "1.0", Started: time.Unix(1e9, 0).UTC(), Options: check.Defaults(),
		Given: []record.Flag{{Name: "include", Value: "a\nb"}}, Outcome: check.Outcome{Databases: []int{0, 5}}})
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
	equal(t, names(t, filepath.Dir(o.Path)), []string{"result.db.1", "result.db.2", "result.db.3"})
	equal(t, rows(t, o.Path+".1", "SELECT * FROM key_1"), []string{"1|k1|string|lack_target|0|3|0"})
	equal(t, rows(t, o.Path+".2", "SELECT * FROM key_2"), []string{"1|k2|string|lack_target|0|3|0"})
	equal(t, rows(t, s.Path(), "SELECT * FROM key"), []string{"1|k3|string|lack_target|0|3|0"})
	equal(t, rows(t, s.Path(), "SELECT * FROM run WHERE name != 'ended'"), []string{
		"acl|false", "bandwidth|0", "batchcount|0", "bigkeythreshold|16384", "command|", "databases|[0,5]", "digest|false", `empty|{"keys":[0,0]}`,
		"found_before|0", "found_in|3", "found_until|0", "grace|0s", "include|a\nb", "interval|5s",
		"lag|0s", "lags|", "late|0", "max-latency|0s", "maxfields|10000", "mode|1", "one-way|false", "paced|null",
		"parallel|0", "qps|15000", "rate|0", "reason|", "rounds|3", "scan-parts|0", "source|", "started|2001-09-09T01:46:40.000Z", "state|complete",
		"target|", "target_sweep|", "ttl-tolerance|1s", "unsettled|0", "until-settled|0s", "version|1.0"})
	equal(t, collect(t, s.Suspects(t.Context(), 3)), lacking("k3").Conflicts)
	equal(t, s.Published(), true)
}

func TestFinalResult(t *testing.T) {
	o := options(t, 2)
	s := newStore(t, o)
	f := found(
		compare.Conflict{DB: 7, Key: "h", Type: "hash", Kind: value.Value, Fields: []value.Field{
			{Name: "a", Kind: value.LackTarget}, {Name: "\xff", Kind: value.Value}}},
		compare.Conflict{DB: 8, Key: "s\x00", Type: "string", Kind: value.TypeKind})
	round(t, s, 1, f)
	round(t, s, 2, f)
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
	equal(t, rows(t, o.Path+".1", "SELECT * FROM FINAL_RESULT"), []string(nil))
	equal(t, rows(t, o.Path+".2", "SELECT *, typeof(Key), typeof(Extra) FROM FINAL_RESULT"), []string{
		"||h|7|lack_target|a|text|text", "||h|7|value|\xff|text|blob", "||s\x00|8|type||blob|text"})
}

// With nothing left to look at a run ends early, and is complete.
func TestRoundsThatNeverRanAreEmpty(t *testing.T) {
	o := options(t, 3)
	s := newStore(t, o)
	round(t, s, 1, lacking("a"))
	round(t, s, 2)
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
	equal(t, keys(t, o.Path+".1", "key_1"), []string{"a"})
	equal(t, keys(t, o.Path+".2", "key_2"), []string(nil))
	equal(t, keys(t, o.Path+".3", "key"), []string(nil))
	equal(t, fact(t, o.Path+".3", "state"), "complete")
}

func TestBrokenInTheFirstRound(t *testing.T) {
	for _, rounds := range []int{1, 3} {
		s := newStore(t, options(t, rounds))
		must(t, s.BeginRound(t.Context(), 1))
		must(t, s.Add(t.Context(), lacking("a")))
		must(t, s.Finish(t.Context(), sqlite.Partial, "connection lost"))
		equal(t, keys(t, s.Path(), "key"), []string{"a"})
		equal(t, fact(t, s.Path(), "state"), "partial")
		equal(t, fact(t, s.Path(), "reason"), "connection lost")
		equal(t, fact(t, s.Path(), "found_in"), "1")
	}
}

func TestBrokenBetweenTwoRounds(t *testing.T) {
	o := options(t, 3)
	s := newStore(t, o)
	h := compare.Conflict{Key: "h", Type: "hash", Kind: value.Value, More: 1, TargetKey: "d",
		Fields: []value.Field{{Name: "f", Kind: value.Value}}}
	round(t, s, 1, found(h), unverified(0, "u"))
	must(t, s.Finish(t.Context(), sqlite.Partial, "interrupted"))
	equal(t, keys(t, o.Path+".1", "key_1"), []string{"h"})
	equal(t, keys(t, o.Path+".2", "key_2"), []string(nil))
	equal(t, collect(t, s.Suspects(t.Context(), 3)), []compare.Conflict{h, {Key: "u"}})
	equal(t, rows(t, s.Path(), "SELECT Key, Extra FROM FINAL_RESULT"), []string{"h|f"})
	equal(t, fact(t, s.Path(), "found_in"), "1")
}

// Broken in round 2, the last file has what that round found and what it had
// not found again, whether it is the last round or not.
func TestBrokenInALaterRound(t *testing.T) {
	for _, rounds := range []int{2, 3} {
		s := newStore(t, options(t, rounds))
		field := func(name string) compare.Conflict {
			return compare.Conflict{Key: "h", Type: "hash", Kind: value.Value, TargetKey: name,
				Fields: []value.Field{{Name: name, Kind: value.Value}}}
		}
		round(t, s, 1, lacking("a", "b", "unread"), found(field("old")), unverified(0, "c"), unverified(0, "d"))
		must(t, s.BeginRound(t.Context(), 2))
		must(t, s.Add(t.Context(), found(field("new"), conflict(0, "c", value.TTL))))
		must(t, s.Add(t.Context(), unverified(0, "unread")))
		must(t, s.Finish(t.Context(), sqlite.Partial, "interrupted"))
		equal(t, collect(t, s.Suspects(t.Context(), rounds)), []compare.Conflict{
			field("new"), conflict(0, "c", value.TTL), conflict(0, "a", value.LackTarget),
			conflict(0, "b", value.LackTarget), {Key: "unread"}, {Key: "d"}})
		equal(t, rows(t, s.Path(), "SELECT Key, Extra FROM FINAL_RESULT"), []string{"h|new", "c|", "a|", "b|"})
		equal(t, fact(t, s.Path(), "found_in"), "2")
		equal(t, fact(t, s.Path(), "found_before"), "1")
		equal(t, fact(t, s.Path(), "found_until"), "2")
		equal(t, rows(t, s.Path(), "SELECT key FROM key WHERE id <= 2"), []string{"h", "c"})
	}
}

func TestTheLastRunStaysUntilFinish(t *testing.T) {
	o := options(t, 2)
	first := newStore(t, o)
	round(t, first, 1, lacking("old"))
	round(t, first, 2, lacking("old"))
	must(t, first.Finish(t.Context(), sqlite.Complete, ""))

	second := newStore(t, o)
	round(t, second, 1, lacking("new"))
	round(t, second, 2, lacking("new"))
	equal(t, keys(t, o.Path+".1", "key_1"), []string{"old"})
	equal(t, keys(t, o.Path+".2", "key"), []string{"old"})
	must(t, second.Finish(t.Context(), sqlite.Complete, ""))
	equal(t, keys(t, o.Path+".1", "key_1"), []string{"new"})
	equal(t, keys(t, o.Path+".2", "key"), []string{"new"})
}

func TestARunThatNeverBeganLeavesTheLastOne(t *testing.T) {
	o := options(t, 1)
	must(t, os.WriteFile(o.Path+".1", []byte("old"), 0o644))
	for _, end := range []func(*sqlite.Store) error{
		(*sqlite.Store).Close,
		func(s *sqlite.Store) error { return s.Finish(t.Context(), sqlite.Partial, "no connection") },
	} {
		s := newStore(t, o)
		must(t, end(s))
		equal(t, s.Published(), false)
		equal(t, names(t, filepath.Dir(o.Path)), []string{"result.db.1"})
	}
	content, err := os.ReadFile(o.Path + ".1")
	must(t, err)
	equal(t, string(content), "old")
}

func TestCloseRemovesWhatWasNotFinished(t *testing.T) {
	o := options(t, 3)
	s := newStore(t, o)
	round(t, s, 1, lacking("a"))
	must(t, s.BeginRound(t.Context(), 2))
	must(t, s.Close())
	must(t, s.Close())
	equal(t, names(t, filepath.Dir(o.Path)), []string(nil))
	if err := s.BeginRound(t.Context(), 2); err == nil {
		t.Error("a closed store begins a round")
	}
}

// A journal of the old file would be rolled back into the new one.
func TestJournalsOfTheOldFileGo(t *testing.T) {
	o := options(t, 1)
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		must(t, os.WriteFile(o.Path+".1"+suffix, []byte("old"), 0o644))
	}
	s := newStore(t, o)
	round(t, s, 1, lacking("new"))
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
	equal(t, names(t, filepath.Dir(o.Path)), []string{"result.db.1"})
	equal(t, keys(t, s.Path(), "key"), []string{"new"})
}

func TestWhatCannotBePublishedIsKept(t *testing.T) {
	o := options(t, 1)
	s := newStore(t, o)
	round(t, s, 1, lacking("a"))
	must(t, os.MkdirAll(filepath.Join(o.Path+".1", "in the way"), 0o755))
	if err := s.Finish(t.Context(), sqlite.Complete, ""); err == nil {
		t.Fatal("published over a directory")
	}
	equal(t, keys(t, s.Path()+".tmp", "key"), []string{"a"})
}
