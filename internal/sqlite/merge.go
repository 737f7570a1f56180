package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// older appends what stands in an attached, older file to this one. The old
// ids are moved up, so sortOut keeps the newer row of a key that stands in
// both. A key that could be read before and now cannot is unverified.
const older = `
INSERT INTO main.$key(id, key, type, conflict_type, db, source_len, target_len)
SELECT id + :after, key, type, conflict_type, db, source_len, target_len FROM older.$oldkey o
WHERE NOT EXISTS (SELECT 1 FROM main.unverified u WHERE u.db = o.db AND u.key = o.key) ORDER BY id;

INSERT INTO main.$field(field, conflict_type, key_id)
SELECT field, conflict_type, key_id + :after FROM older.$oldfield
WHERE key_id + :after IN (SELECT id FROM main.$key) ORDER BY id;

INSERT INTO main.detail(key_id, ` + detailFacts + `)
SELECT key_id + :after, ` + detailFacts + ` FROM older.detail
WHERE key_id + :after IN (SELECT id FROM main.$key) ORDER BY key_id;

INSERT OR IGNORE INTO main.unverified(key, type, db, reason, kind, looks, changes)
SELECT key, type, db, reason, kind, looks, changes FROM older.unverified ORDER BY id;

INSERT OR IGNORE INTO main.server_state(kind, name, difference)
SELECT kind, name, difference FROM older.server_state ORDER BY id;
`

// merge appends the findings in an older file; sortOut has to follow.
func (w *writer) merge(ctx context.Context, path string, t tables) error {
	after, err := w.maxID(ctx)
	if err != nil {
		return err
	}
	return w.attached(ctx, path, t, older, sql.Named("after", after))
}

// attached runs statements about this file, as main, and another one, as older; its
// tables are $oldkey and $oldfield.
func (w *writer) attached(ctx context.Context, path string, t tables, statements string, args ...any) error {
	name, err := uri(path, "ro")
	if err != nil {
		return err
	}
	statements = strings.NewReplacer("$oldkey", t.key, "$oldfield", t.field).Replace(statements)
	// A file is attached and detached outside a transaction.
	if err := w.exec(ctx, "COMMIT"); err != nil {
		return err
	}
	if err := w.exec(ctx, "ATTACH DATABASE ? AS older", name); err != nil {
		return errors.Join(err, w.exec(ctx, "BEGIN"))
	}
	for _, s := range []string{"BEGIN", statements, "COMMIT", "DETACH DATABASE older", "BEGIN"} {
		var use []any
		if s == statements {
			use = args
		}
		if err := w.exec(ctx, s, use...); err != nil {
			return err
		}
	}
	return nil
}

// maxID is the highest key.id, 0 if there is none.
func (w *writer) maxID(ctx context.Context) (id int64, err error) {
	row := w.conn.QueryRowContext(ctx, w.tables.sql("SELECT coalesce(max(id), 0) FROM $key"))
	return id, row.Scan(&id)
}
