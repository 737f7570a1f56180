package sqlite_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// binary is a name that TEXT does not give back.
const binary = "nul\x00 \xff'\""

// earlier writes the result of a run that began at a time, and returns its file.
func earlier(t testing.TB, started time.Time, fs ...compare.Findings) string {
	t.Helper()
	s := newStore(t, options(t, 1))
	s.Describe(record.Run{Started: started})
	round(t, s, 1, fs...)
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
	return s.Path()
}

func every(compare.Conflict) bool { return true }

// take takes keys of a file into a store.
func take(t testing.TB, s *sqlite.Store, file string, choose func(compare.Conflict) bool) sqlite.Taken {
	t.Helper()
	f, err := sqlite.Open(t.Context(), file)
	must(t, err)
	defer f.Close()
	taken, err := s.Take(t.Context(), f, choose)
	must(t, err)
	return taken
}

func TestTake(t *testing.T) {
	hash := compare.Conflict{DB: 5, Key: "h", Type: "hash", Kind: value.Value, Len: [2]int64{3, 2},
		Fields: []value.Field{{Name: "f\x00", Kind: value.LackTarget}}, More: 7}
	file := earlier(t, time.Now(), found(conflict(0, binary, value.LackTarget), conflict(0, "", value.TTL), hash), unverified(2, binary))
	s := newStore(t, options(t, 2))
	equal(t, take(t, s, file, every), sqlite.Taken{Keys: 4, DBs: []int{0, 2, 5}})
	equal(t, collect(t, s.Suspects(t.Context(), 0)), []compare.Conflict{
		conflict(0, binary, value.LackTarget), conflict(0, "", value.TTL), {DB: 2, Key: binary}, hash})
	before, err := os.ReadFile(file)
	must(t, err)
	round(t, s, 1)
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
	after, err := os.ReadFile(file)
	must(t, err)
	equal(t, string(after) == string(before), true)
	equal(t, names(t, filepath.Dir(s.Path())), []string{"result.db.1", "result.db.2"})
}

func TestTakeChooses(t *testing.T) {
	file := earlier(t, time.Now(), found(conflict(0, "a", value.LackTarget), conflict(1, "b", value.TTL)), unverified(2, "c"))
	s := newStore(t, options(t, 1))
	unread := func(c compare.Conflict) bool { return c.Kind == "" }
	equal(t, take(t, s, file, unread), sqlite.Taken{Keys: 1, DBs: []int{2}})
	none := newStore(t, options(t, 1))
	equal(t, take(t, none, file, func(compare.Conflict) bool { return false }), sqlite.Taken{DBs: []int{}})
}

// If round 1 breaks, the result lists what it did not come to, as it was known.
func TestTakenKeysStayIfRound1Breaks(t *testing.T) {
	hash := compare.Conflict{DB: 0, Key: "h", Type: "hash", Kind: value.Value, Fields: []value.Field{{Name: "f", Kind: value.Value}}}
	file := earlier(t, time.Now(), found(conflict(0, "seen", value.LackTarget), hash), unverified(0, "unread"))
	s := newStore(t, options(t, 2))
	take(t, s, file, every)
	must(t, s.BeginRound(t.Context(), 1))
	must(t, s.Add(t.Context(), found(conflict(0, "seen", value.Value))))
	must(t, s.Finish(t.Context(), sqlite.Partial, "gone"))
	equal(t, rows(t, s.Path(), "SELECT key, conflict_type FROM key"), []string{"seen|value", "h|value"})
	equal(t, rows(t, s.Path(), "SELECT key, field FROM field JOIN key ON key.id = key_id"), []string{"h|f"})
	equal(t, rows(t, s.Path(), "SELECT key FROM unverified"), []string{"unread"})
	equal(t, names(t, filepath.Dir(s.Path())), []string{"result.db.1", "result.db.2"})
}

// Since when a key is known to differ goes from result to result.
func TestFirstSeen(t *testing.T) {
	began, again := time.UnixMilli(1e12), time.UnixMilli(1e12+5000)
	file := earlier(t, began, found(conflict(0, binary, value.LackTarget), conflict(1, "b", value.TTL)))
	for _, new := range []string{"", fmt.Sprint(again.UnixMilli())} { // not known before the first recheck
		s := newStore(t, options(t, 2))
		s.Describe(record.Run{Started: again})
		take(t, s, file, every)
		round(t, s, 1, found(conflict(1, "new", value.TTL), conflict(0, binary, value.LackTarget), conflict(1, "b", value.TTL)))
		round(t, s, 2, found(conflict(1, "new", value.TTL), conflict(0, binary, value.LackTarget)))
		must(t, s.Finish(t.Context(), sqlite.Complete, ""))
		file = s.Path()
		equal(t, rows(t, file, "SELECT hex(key), coalesce(first_seen, '') FROM key LEFT JOIN detail ON key.id = key_id"),
			[]string{"6E6577|" + new, fmt.Sprintf("%X|%d", binary, began.UnixMilli())})
	}
}

// TestTakeOfTheOriginal takes keys of a file that has but the tables of
// redis-full-check 1.x, where names of any bytes are TEXT and no column has an index.
func TestTakeOfTheOriginal(t *testing.T) {
	file := filepath.Join(t.TempDir(), "result.db.3")
	db, err := sql.Open("sqlite", file)
	must(t, err)
	defer db.Close()
	_, err = db.Exec(`
CREATE TABLE key(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, conflict_type TEXT NOT NULL,
   db INTEGER NOT NULL, source_len INTEGER NOT NULL, target_len INTEGER NOT NULL);
CREATE TABLE field(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, field TEXT NOT NULL, conflict_type TEXT NOT NULL, key_id INTEGER NOT NULL);
CREATE TABLE FINAL_RESULT(InstanceA TEXT NOT NULL, InstanceB TEXT NOT NULL, Key TEXT NOT NULL, Schema TEXT NOT NULL,
   InconsistentType TEXT NOT NULL, Extra TEXT NOT NULL);
INSERT INTO key(key, type, conflict_type, db, source_len, target_len) VALUES
   (CAST(x'6E756C0020FF2722' AS TEXT), 'string', 'lack_target', 0, 3, 0), ('h', 'hash', 'value', 4, 2, 2), ('h', 'hash', 'value', 4, 2, 2);
INSERT INTO field(field, conflict_type, key_id) VALUES ('f', 'value', 2), ('g', 'lack_target', 2);`)
	must(t, err)
	s := newStore(t, options(t, 1))
	equal(t, take(t, s, file, every), sqlite.Taken{Keys: 2, DBs: []int{0, 4}})
	equal(t, collect(t, s.Suspects(t.Context(), 0)), []compare.Conflict{conflict(0, binary, value.LackTarget),
		{DB: 4, Key: "h", Type: "hash", Kind: value.Value, Len: [2]int64{2, 2},
			Fields: []value.Field{{Name: "f", Kind: value.Value}, {Name: "g", Kind: value.LackTarget}}}})
	round(t, s, 1, found(conflict(0, binary, value.LackTarget)))
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
	written, err := os.Stat(file)
	must(t, err)
	equal(t, rows(t, s.Path(), "SELECT first_seen FROM detail"), []string{fmt.Sprint(written.ModTime().UnixMilli())})
}

func TestOpenRefuses(t *testing.T) {
	for statement, says := range map[string]string{
		"CREATE TABLE t(x)":           "there is no table of keys in it",
		"CREATE TABLE key(id, key)":   "its table key has no column",
		"CREATE TABLE key_(id, key)":  "there is no table of keys in it",
		"CREATE TABLE key_x(id, key)": "there is no table of keys in it",
	} {
		file := filepath.Join(t.TempDir(), "f")
		db, err := sql.Open("sqlite", file)
		must(t, err)
		_, err = db.Exec(statement)
		must(t, err)
		must(t, db.Close())
		if _, err := sqlite.Open(t.Context(), file); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

// Memory does not grow with the number of keys that are taken.
func TestTakeIsBounded(t *testing.T) {
	const many, most = 20_000, 6 << 20 // of 20 MB of names
	var all compare.Findings
	for i := range many {
		all.Conflicts = append(all.Conflicts, conflict(i%2, fmt.Sprintf("key:%d:%s", i, strings.Repeat("x", 1000)), value.LackTarget))
	}
	file := earlier(t, time.Now(), all)
	all = compare.Findings{}
	s := newStore(t, options(t, 1))
	var base, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&base)
	n := 0
	probe := func(compare.Conflict) bool {
		if n++; n%4000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			if grown := int64(now.HeapAlloc) - int64(base.HeapAlloc); grown > most {
				t.Errorf("after %d keys the heap has grown by %d bytes", n, grown)
			}
		}
		return true
	}
	equal(t, take(t, s, file, probe), sqlite.Taken{Keys: many, DBs: []int{0, 1}})
	round(t, s, 1, found(conflict(0, "a", value.LackTarget)))
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
}
