package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// File is a result file opened for reading.
type File struct {
	path   string
	tables tables
	layout layout
	db     *sql.DB
}

// Open opens a result file, which is not changed by it.
func Open(ctx context.Context, path string) (*File, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open the result file: %w", err)
	}
	db, err := open(path, "ro", forReading)
	if err != nil {
		return nil, fmt.Errorf("open the result file %s: %w", path, err)
	}
	f := &File{path: path, db: db}
	if f.layout, err = layoutOf(ctx, db); err == nil {
		f.tables, err = f.layout.tables()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the result file %s: %w", path, err), db.Close())
	}
	return f, nil
}

// Close closes the file.
func (f *File) Close() error { return f.db.Close() }

// query runs a query and hands each row to use, until use says no.
func (f *File) query(ctx context.Context, use func(*sql.Rows) (bool, error), query string, args ...any) error {
	rows, err := f.db.QueryContext(ctx, f.tables.sql(query), args...)
	if err != nil {
		return fmt.Errorf("read %s: %w", f.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		if more, err := use(rows); err != nil || !more {
			return f.wrap(err)
		}
	}
	return f.wrap(rows.Err())
}

func (f *File) wrap(err error) error {
	if err != nil {
		return fmt.Errorf("read %s: %w", f.path, err)
	}
	return nil
}

// Facts returns the run table: the empty map if there is none. See also Run.
func (f *File) Facts(ctx context.Context) (map[string]string, error) {
	facts := map[string]string{}
	if f.layout["run"] == nil {
		return facts, nil
	}
	err := f.query(ctx, func(r *sql.Rows) (bool, error) {
		var name, value string
		err := r.Scan(&name, &value)
		facts[name] = value
		return true, err
	}, `SELECT name, value FROM run`)
	return facts, err
}
