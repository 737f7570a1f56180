package sqlite

import (
	"context"
	"database/sql"
	"strings"
)

// rowsPerInsert bounds the rows of one INSERT statement.
const rowsPerInsert = 32

// rows are the next rows of a table, which are written together.
type rows struct {
	head string // of the INSERT statement; the values are appended, a group a row
	args []any
	n    int
}

// shape is what a prepared statement depends on.
type shape struct {
	head string
	rows int
}

// put adds a row, and writes the rows when there are enough of them.
func (w *writer) put(ctx context.Context, r *rows, values ...any) error {
	r.args = append(r.args, values...)
	if r.n++; r.n < rowsPerInsert {
		return nil
	}
	return w.flush(ctx, r)
}

// flush writes the rows that are left.
func (w *writer) flush(ctx context.Context, r *rows) error {
	if r.n == 0 {
		return nil
	}
	stmt, err := w.prepared(ctx, shape{r.head, r.n})
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, r.args...)
	w.rows += r.n
	r.args, r.n = r.args[:0], 0
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
