package sqlite

import (
	"fmt"
	"strings"
)

// tables are the names of the two tables whose name depends on the round.
type tables struct{ key, field string }

// tablesOf returns the names in the file of a round.
func tablesOf(round, rounds int) tables {
	if round == rounds {
		return tables{"key", "field"}
	}
	return tables{fmt.Sprintf("key_%d", round), fmt.Sprintf("field_%d", round)}
}

// sql puts the names into a statement, for $key and $field.
func (t tables) sql(statement string) string {
	return strings.NewReplacer("$key", t.key, "$field", t.field).Replace(statement)
}

// schema makes the tables of one file. The first three are those of
// redis-full-check 1.x, to the letter; the indexes are ours, and do not show
// in a SELECT.
const schema = `
CREATE TABLE $key(
   id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
   key            TEXT NOT NULL,
   type           TEXT NOT NULL,
   conflict_type  TEXT NOT NULL,
   db             INTEGER NOT NULL,
   source_len     INTEGER NOT NULL,
   target_len     INTEGER NOT NULL
);
CREATE TABLE $field(
   id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
   field          TEXT NOT NULL,
   conflict_type  TEXT NOT NULL,
   key_id         INTEGER NOT NULL
);
CREATE TABLE FINAL_RESULT(
	InstanceA	TEXT NOT NULL,
	InstanceB	TEXT NOT NULL,
	Key			TEXT NOT NULL,
	Schema		TEXT NOT NULL,
	InconsistentType TEXT NOT NULL,
	Extra	    TEXT NOT NULL
);
CREATE TABLE run(
   name  TEXT PRIMARY KEY NOT NULL,
   value NOT NULL
);
CREATE TABLE flag(
   id    INTEGER PRIMARY KEY NOT NULL,
   name  TEXT NOT NULL,
   value NOT NULL
);
CREATE TABLE side(
   side           TEXT PRIMARY KEY NOT NULL,
   address        TEXT NOT NULL,
   topology       TEXT NOT NULL,
   flavor         TEXT NOT NULL,
   version        TEXT NOT NULL,
   role           TEXT NOT NULL,
   run_id         TEXT NOT NULL,
   keys_held      INTEGER,
   exchanges      INTEGER NOT NULL,
   commands       INTEGER NOT NULL,
   bytes_received INTEGER NOT NULL,
   waiting_ms     INTEGER NOT NULL
);
CREATE TABLE keyspace(
   side          TEXT NOT NULL,
   moment        TEXT NOT NULL,
   read_at       INTEGER NOT NULL,
   node          TEXT NOT NULL,
   db            INTEGER NOT NULL,
   keys          INTEGER,
   expires       INTEGER NOT NULL,
   field_expires INTEGER NOT NULL
);
CREATE TABLE round(
   round      INTEGER PRIMARY KEY NOT NULL,
   began_at   INTEGER NOT NULL,
   ended_at   INTEGER,
   scanned    INTEGER NOT NULL,
   checked    INTEGER NOT NULL,
   conflicts  INTEGER NOT NULL,
   fields     INTEGER NOT NULL,
   unverified INTEGER NOT NULL,
   retries    INTEGER NOT NULL
);
CREATE TABLE compared(
   db     INTEGER NOT NULL,
   type   TEXT NOT NULL,
   result TEXT NOT NULL,
   keys   INTEGER NOT NULL
);
CREATE TABLE unverified(
   id     INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
   key    TEXT NOT NULL,
   type   TEXT NOT NULL,
   db     INTEGER NOT NULL,
   reason TEXT NOT NULL,
   kind   TEXT NOT NULL,
   looks   INTEGER NOT NULL,
   changes INTEGER NOT NULL
);
CREATE TABLE detail(
   key_id               INTEGER PRIMARY KEY NOT NULL,
   more_fields          INTEGER NOT NULL,
   target_key           TEXT,
   target_type          TEXT,
   source_expires_at    INTEGER,
   target_expires_at    INTEGER,
   source_expires_in    INTEGER,
   target_expires_in    INTEGER,
   source_fields_expire INTEGER,
   target_fields_expire INTEGER,
   source_len_error     TEXT,
   target_len_error     TEXT,
   first_seen           INTEGER,
   state                TEXT,
   first_look           INTEGER,
   last_look            INTEGER,
   looks                INTEGER,
   source_stood_ms      INTEGER,
   target_stood_ms      INTEGER,
   how                  TEXT,
   lag_ms               INTEGER
);
CREATE TABLE server_state(
   id         INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
   kind       TEXT NOT NULL,
   name       TEXT NOT NULL,
   difference TEXT NOT NULL,
   UNIQUE (kind, name)
);
CREATE TABLE not_compared(
   id    INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
   what  TEXT NOT NULL,
   side  TEXT NOT NULL,
   why   TEXT NOT NULL,
   times INTEGER NOT NULL
);
CREATE INDEX $field_key ON $field(key_id);
CREATE UNIQUE INDEX unverified_name ON unverified(db, key);
`

// dropConflicting forgets the unverified keys that were found to differ, too.
// It looks each key up among the unverified ones, which are few; the plus keeps
// SQLite from doing so if there are none.
const dropConflicting = `
DELETE FROM unverified WHERE +id IN
   (SELECT u.id FROM $key k CROSS JOIN unverified u ON u.db = k.db AND u.key = k.key);
`

// sortOut leaves each key once in a file: the row found first. It sorts all
// keys, and is for files of which no writer has seen every key.
const sortOut = `
CREATE INDEX $key_name ON $key(db, key);
CREATE TEMP TABLE twice AS SELECT k.id FROM
   (SELECT db, key, min(id) AS first FROM $key GROUP BY db, key HAVING count(*) > 1) g
   JOIN $key k ON k.db = g.db AND k.key = g.key AND k.id > g.first;
DELETE FROM $field WHERE key_id IN (SELECT id FROM twice);
DELETE FROM detail WHERE key_id IN (SELECT id FROM twice);
DELETE FROM $key WHERE id IN (SELECT id FROM twice);
DROP TABLE twice;
DROP INDEX $key_name;
` + dropConflicting

// fillFinalResult fills FINAL_RESULT from the two other tables.
const fillFinalResult = `
INSERT INTO FINAL_RESULT(InstanceA, InstanceB, Key, Schema, InconsistentType, Extra)
SELECT '', '', k.key, CAST(k.db AS TEXT), coalesce(f.conflict_type, k.conflict_type), coalesce(f.field, '')
FROM $key k LEFT JOIN $field f ON f.key_id = k.id ORDER BY k.id, f.id`
