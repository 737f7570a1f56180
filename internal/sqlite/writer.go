package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"redis-full-check/internal/check"
	"redis-full-check/internal/value"
)

const (
	rowsPerInsert = 32    // rows of one INSERT statement
	rowsPerCommit = 10000 // rows of one transaction
)

// The heads of the INSERT statements; the values are appended, a group a row.
const (
	intoKey        = `INSERT INTO $key(id, key, type, conflict_type, db, source_len, target_len) VALUES `
	intoField      = `INSERT INTO $field(field, conflict_type, key_id) VALUES `
	intoDetail     = `INSERT INTO detail(key_id, more_fields, text) VALUES `
	intoUnverified = `INSERT OR IGNORE INTO unverified(key, type, db, reason) VALUES `
)

// writer writes one file. It holds one connection, always in a transaction.
// Its statements are never interrupted, since SQLite undoes the transaction of
// an interrupted one: the contexts passed to it do not end.
type writer struct {
	path   string
	tables tables
	db     *sql.DB
	conn   *sql.Conn
	stmts  map[shape]*sql.Stmt
	lastID int64 // the last key.id given
	rows   int   // rows of this transaction
	args   []any // of the next statement
	failed bool  // the transaction cannot be committed
}

// shape is what a prepared INSERT depends on.
type shape struct {
	head string
	rows int
}

// newWriter opens a file, which is created if need be.
func newWriter(ctx context.Context, path string, t tables) (*writer, error) {
	w := &writer{path: path, tables: t, stmts: map[shape]*sql.Stmt{}}
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
func (w *writer) add(ctx context.Context, f check.Findings) error {
	if w.failed {
		return fmt.Errorf("write findings to %s: an earlier write failed", w.path)
	}
	err := w.addAll(ctx, f)
	w.failed = err != nil
	return err
}

func (w *writer) addAll(ctx context.Context, f check.Findings) error {
	for chunk := range slices.Chunk(f.Conflicts, rowsPerInsert) {
		if err := w.conflicts(ctx, chunk); err != nil {
			return fmt.Errorf("write conflicts to %s: %w", w.path, err)
		}
	}
	for chunk := range slices.Chunk(f.Unverified, rowsPerInsert) {
		if err := w.unverified(ctx, chunk); err != nil {
			return fmt.Errorf("write unverified keys to %s: %w", w.path, err)
		}
	}
	return w.commitNowAndThen(ctx)
}

// conflicts writes at most rowsPerInsert keys and whatever belongs to them.
func (w *writer) conflicts(ctx context.Context, cs []check.Conflict) error {
	first := w.lastID + 1
	for i, c := range cs {
		w.args = append(w.args, first+int64(i), text(c.Key), c.Type, string(c.Kind), int64(c.DB), c.Len[0], c.Len[1])
	}
	if err := w.insert(ctx, intoKey, len(cs)); err != nil {
		return err
	}
	w.lastID += int64(len(cs))
	for i, c := range cs {
		if err := w.parts(ctx, first+int64(i), c); err != nil {
			return err
		}
	}
	return nil
}

// parts writes the fields and the details of a key.
func (w *writer) parts(ctx context.Context, id int64, c check.Conflict) error {
	for chunk := range slices.Chunk(c.Fields, rowsPerInsert) {
		if err := w.fields(ctx, id, chunk); err != nil {
			return err
		}
	}
	if c.More == 0 && c.Detail == "" {
		return nil
	}
	w.args = append(w.args, id, c.More, text(c.Detail))
	return w.insert(ctx, intoDetail, 1)
}

func (w *writer) fields(ctx context.Context, id int64, fs []value.Field) error {
	for _, f := range fs {
		w.args = append(w.args, text(f.Name), string(f.Kind), id)
	}
	return w.insert(ctx, intoField, len(fs))
}

func (w *writer) unverified(ctx context.Context, us []check.Unverified) error {
	for _, u := range us {
		w.args = append(w.args, text(u.Key), u.Type, int64(u.DB), text(u.Reason))
	}
	return w.insert(ctx, intoUnverified, len(us))
}

// insert writes the rows whose values are in w.args.
func (w *writer) insert(ctx context.Context, head string, rows int) error {
	stmt, err := w.prepared(ctx, shape{head, rows})
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, w.args...)
	w.args = w.args[:0]
	w.rows += rows
	return err
}

// prepared returns the statement of a shape; there are few, and each is used
// again and again.
func (w *writer) prepared(ctx context.Context, s shape) (*sql.Stmt, error) {
	if stmt, ok := w.stmts[s]; ok {
		return stmt, nil
	}
	row := "(?" + strings.Repeat(", ?", strings.Count(s.head, ",")) + "), "
	query := s.head + strings.TrimSuffix(strings.Repeat(row, s.rows), ", ")
	stmt, err := w.conn.PrepareContext(ctx, w.tables.sql(query))
	if err != nil {
		return nil, err
	}
	w.stmts[s] = stmt
	return stmt, nil
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

// sortOut leaves each key once in the file.
func (w *writer) sortOut(ctx context.Context) error {
	if err := w.commit(ctx); err != nil {
		return err
	}
	if err := w.exec(ctx, sortOut); err != nil {
		return fmt.Errorf("sort out the keys of %s: %w", w.path, err)
	}
	return nil
}

// finish sorts the keys out and closes the file.
func (w *writer) finish(ctx context.Context) error {
	if w.failed {
		return w.close(ctx)
	}
	err := w.sortOut(ctx)
	w.failed = err != nil
	return errors.Join(err, w.close(ctx))
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
