package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/compare"
)

// rowsPerCommit bounds the rows of one transaction.
const rowsPerCommit = 10000

// The heads of the INSERT statements; the values are appended, a group a row.
const (
	intoKey        = `INSERT INTO $key(id, key, type, conflict_type, db, source_len, target_len) VALUES `
	intoField      = `INSERT INTO $field(field, conflict_type, key_id) VALUES `
	intoDetail     = `INSERT INTO detail(key_id, ` + detailFacts + `) VALUES `
	intoUnverified = `INSERT OR IGNORE INTO unverified(key, type, db, reason, kind, looks, changes) VALUES `
)

// whoseRow tells whether a row of $key is of a key.
const whoseRow = `SELECT count(*) FROM $key WHERE id = ? AND db = ? AND key = ?`

// writer writes one file. It holds one connection, always in a transaction.
// Its statements are never interrupted, since SQLite undoes the transaction of
// an interrupted one: the contexts passed to it do not end.
type writer struct {
	path   string
	tables tables
	db     *sql.DB
	conn   *sql.Conn
	stmts  map[shape]*sql.Stmt
	seen   *seen           // where each key stands
	counts *counter        // of what was written
	parts  map[int64]int64 // the key.id given to each compare.Part whose key is yet to come
	lastID int64           // the last key.id given
	rows   int             // rows of this transaction
	failed bool            // the transaction cannot be committed

	keys, fields, details, unread rows
}

// newWriter opens a file, which is created if need be.
func newWriter(ctx context.Context, path string, t tables) (*writer, error) {
	w := &writer{path: path, tables: t, stmts: map[shape]*sql.Stmt{}, seen: newSeen(), counts: newCounter(), parts: map[int64]int64{},
		keys: rows{head: intoKey}, fields: rows{head: intoField}, details: rows{head: intoDetail}, unread: rows{head: intoUnverified}}
	if err := w.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), w.release())
	}
	return w, nil
}

func (w *writer) open(ctx context.Context) (err error) {
	if w.db, err = open(w.path, "rwc", forWriting); err != nil {
		return err
	}
	if w.conn, err = w.db.Conn(ctx); err != nil {
		return err
	}
	if err := sortBeside(ctx, w.conn, w.path); err != nil {
		return err
	}
	return w.exec(ctx, "BEGIN")
}

// create makes an empty file with all its tables.
func create(ctx context.Context, path string, t tables) (*writer, error) {
	w, err := newWriter(ctx, path, t)
	if err != nil {
		return nil, err
	}
	err = w.exec(ctx, schema)
	if err == nil {
		err = w.commit(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("create the tables of %s: %w", path, err), w.release())
	}
	return w, nil
}

// exec runs a statement that is needed once.
func (w *writer) exec(ctx context.Context, statement string, args ...any) error {
	_, err := w.conn.ExecContext(ctx, w.tables.sql(statement), args...)
	return err
}

// add writes the findings of a batch.
func (w *writer) add(ctx context.Context, f compare.Findings) error {
	if w.failed {
		return fmt.Errorf("write findings to %s: an earlier write failed", w.path)
	}
	err := w.addAll(ctx, f)
	w.failed = err != nil
	return err
}

func (w *writer) addAll(ctx context.Context, f compare.Findings) error {
	for _, p := range f.Parts {
		if err := w.part(ctx, p); err != nil {
			return fmt.Errorf("write fields to %s: %w", w.path, err)
		}
	}
	for _, number := range f.Dropped {
		if err := w.drop(ctx, number); err != nil {
			return fmt.Errorf("remove fields from %s: %w", w.path, err)
		}
	}
	for _, c := range f.Conflicts {
		if err := w.conflict(ctx, c); err != nil {
			return fmt.Errorf("write conflicts to %s: %w", w.path, err)
		}
	}
	for _, u := range f.Unverified {
		if err := w.put(ctx, &w.unread, text(u.Key), u.Type, int64(u.DB), text(u.Reason),
			string(cmp.Or(u.Kind, unread)), int64(u.Looks), int64(u.Changes)); err != nil {
			return fmt.Errorf("write unverified keys to %s: %w", w.path, err)
		}
	}
	if err := w.state(ctx, f.State); err != nil {
		return err
	}
	for _, r := range []*rows{&w.keys, &w.fields, &w.details, &w.unread} {
		if err := w.flush(ctx, r); err != nil {
			return fmt.Errorf("write findings to %s: %w", w.path, err)
		}
	}
	return w.commitNowAndThen(ctx)
}

// conflict writes a key and whatever belongs to it, unless it stands in the
// file.
func (w *writer) conflict(ctx context.Context, c compare.Conflict) error {
	hash := w.seen.hash(c.DB, c.Key)
	if known, err := w.knows(ctx, c, hash); known || err != nil {
		return errors.Join(err, w.drop(ctx, c.Part))
	}
	id := w.keyID(c.Part)
	delete(w.parts, c.Part)
	w.seen.add(hash, id)
	w.counts.conflict(c)
	if err := w.put(ctx, &w.keys, id, text(c.Key), c.Type, string(c.Kind), int64(c.DB), c.Len[0], c.Len[1]); err != nil {
		return err
	}
	return w.rest(ctx, id, c)
}

// knows reports whether a key surely stands in the file. Only a key whose hash
// was seen before is looked up, so hardly any.
func (w *writer) knows(ctx context.Context, c compare.Conflict, hash uint32) (known bool, err error) {
	for id := range w.seen.ids(hash) {
		if known, err = w.stands(ctx, c, id); known || err != nil {
			return known, err
		}
	}
	return false, nil
}

// stands reports whether a key stands in a row.
func (w *writer) stands(ctx context.Context, c compare.Conflict, id int64) (yes bool, err error) {
	if err := w.flush(ctx, &w.keys); err != nil {
		return false, err
	}
	stmt, err := w.prepared(ctx, shape{head: whoseRow})
	if err != nil {
		return false, err
	}
	return yes, stmt.QueryRowContext(ctx, id, int64(c.DB), text(c.Key)).Scan(&yes)
}

// rest writes the fields and the details of a key.
func (w *writer) rest(ctx context.Context, id int64, c compare.Conflict) error {
	if err := w.fieldsOf(ctx, id, c.Fields); err != nil {
		return err
	}
	if !hasDetail(c) {
		return nil
	}
	return w.put(ctx, &w.details, detailRow(id, c)...)
}

// commitNowAndThen bounds what a full disk can cost.
func (w *writer) commitNowAndThen(ctx context.Context) error {
	if w.rows < rowsPerCommit {
		return nil
	}
	return w.commit(ctx)
}

// commit ends the transaction and begins the next.
func (w *writer) commit(ctx context.Context) error {
	w.rows = 0
	if err := w.exec(ctx, "COMMIT; BEGIN"); err != nil {
		return fmt.Errorf("commit to %s: %w", w.path, err)
	}
	return nil
}

// sortOut commits what was written and then runs statements that sort it out.
func (w *writer) sortOut(ctx context.Context, statements string) error {
	if err := w.commit(ctx); err != nil {
		return err
	}
	if err := w.exec(ctx, statements); err != nil {
		return fmt.Errorf("sort out the keys of %s: %w", w.path, err)
	}
	return nil
}

// finish leaves each key once in the file and closes it.
func (w *writer) finish(ctx context.Context) error {
	if w.failed {
		return w.close(ctx)
	}
	err := w.settle(ctx)
	w.failed = err != nil
	return errors.Join(err, w.close(ctx))
}

// settle sorts out what could not be while it was written, and counts what is
// left.
func (w *writer) settle(ctx context.Context) error {
	tidy := dropConflicting
	if w.seen.full {
		tidy = sortOut
	}
	for number := range w.parts { // of keys that were not looked at to the end
		if err := w.drop(ctx, number); err != nil {
			return err
		}
	}
	if err := w.sortOut(ctx, tidy); err != nil {
		return err
	}
	row := w.conn.QueryRowContext(ctx, "SELECT count(*) FROM unverified")
	return row.Scan(&w.counts.Unverified)
}

// close commits, and makes the file durable. After a failed write the file
// keeps what was committed before.
func (w *writer) close(ctx context.Context) error {
	var err error
	if !w.failed {
		err = w.exec(ctx, "COMMIT")
	}
	if err = errors.Join(err, w.release()); err != nil {
		return fmt.Errorf("commit to %s: %w", w.path, err)
	}
	if err := syncFile(w.path); err != nil {
		return fmt.Errorf("sync %s: %w", w.path, err)
	}
	return nil
}

// release gives up the handles; what was not committed is gone.
func (w *writer) release() error {
	var errs []error
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	if w.conn != nil {
		errs = append(errs, w.conn.Close())
	}
	if w.db != nil {
		errs = append(errs, w.db.Close())
	}
	return errors.Join(errs...)
}
