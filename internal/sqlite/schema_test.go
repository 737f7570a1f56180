package sqlite_test

import (
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// The statements of redis-full-check 1.x, spaces aside.
const (
	oldKey = "CREATE TABLE key( id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, " +
		"conflict_type TEXT NOT NULL, db INTEGER NOT NULL, source_len INTEGER NOT NULL, target_len INTEGER NOT NULL )"
	oldField = "CREATE TABLE field( id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, field TEXT NOT NULL, " +
		"conflict_type TEXT NOT NULL, key_id INTEGER NOT NULL )"
	oldFinal = "CREATE TABLE FINAL_RESULT( InstanceA TEXT NOT NULL, InstanceB TEXT NOT NULL, Key TEXT NOT NULL, " +
		"Schema TEXT NOT NULL, InconsistentType TEXT NOT NULL, Extra TEXT NOT NULL )"
)

func TestTheOldTablesAreAsTheyWere(t *testing.T) {
	o := options(t, 2)
	s := newStore(t, o)
	round(t, s, 1)
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
	equal(t, ddl(t, o.Path+".1", "'key_1', 'field_1', 'FINAL_RESULT'"), []string{
		strings.Replace(oldKey, "key(", "key_1(", 1), strings.Replace(oldField, "field(", "field_1(", 1), oldFinal})
	equal(t, ddl(t, o.Path+".2", "'key', 'field', 'FINAL_RESULT'"), []string{oldKey, oldField, oldFinal})
}

// ddl returns the statements some tables were made by.
func ddl(t testing.TB, path, tables string) []string {
	t.Helper()
	all := rows(t, path, "SELECT sql FROM sqlite_master WHERE type = 'table' AND name IN ("+tables+") ORDER BY rowid")
	for i, s := range all {
		all[i] = strings.Join(strings.Fields(s), " ")
	}
	return all
}

func TestTheOldColumns(t *testing.T) {
	s := newStore(t, options(t, 1))
	round(t, s, 1)
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
	for table, want := range map[string]string{
		"key":          "id INTEGER,key TEXT,type TEXT,conflict_type TEXT,db INTEGER,source_len INTEGER,target_len INTEGER",
		"field":        "id INTEGER,field TEXT,conflict_type TEXT,key_id INTEGER",
		"FINAL_RESULT": "InstanceA TEXT,InstanceB TEXT,Key TEXT,Schema TEXT,InconsistentType TEXT,Extra TEXT",
	} {
		got := rows(t, s.Path(), "SELECT name || ' ' || type FROM pragma_table_info('"+table+"') ORDER BY cid")
		equal(t, strings.Join(got, ","), want)
		equal(t, rows(t, s.Path(), `SELECT count(*) FROM pragma_table_info('`+table+`') WHERE "notnull" = 0`), []string{"0"})
	}
}
