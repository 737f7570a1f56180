package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// lock keeps a second run from writing under the same name. It is a lock
// SQLite holds on an empty file of its own, so it works on every system and
// ends with the process.
type lock struct {
	path string
	db   *sql.DB
	conn *sql.Conn
}

// takeLock takes the lock of a base name or fails at once.
func takeLock(base string) (*lock, error) {
	l := &lock{path: base + ".lock"}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("write beside the result file: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("write beside the result file: %w", err)
	}
	if err := l.acquire(); err != nil {
		return nil, errors.Join(l.describe(err), l.close())
	}
	return l, nil
}

func (l *lock) acquire() (err error) {
	ctx := context.Background()
	if l.db, err = open(l.path, "rw", forLocking); err != nil {
		return err
	}
	if l.conn, err = l.db.Conn(ctx); err != nil {
		return err
	}
	_, err = l.conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	return err
}

// describe tells the one failure people will meet from all others.
func (l *lock) describe(err error) error {
	var se *sqlite.Error
	if errors.As(err, &se) && se.Code()&0xff == lib.SQLITE_BUSY {
		return fmt.Errorf("another run is writing here: %s is locked", l.path)
	}
	return fmt.Errorf("lock %s: %w", l.path, err)
}

// close gives up the handles, and with them the lock.
func (l *lock) close() error {
	var errs []error
	if l.conn != nil {
		errs = append(errs, l.conn.Close())
	}
	if l.db != nil {
		errs = append(errs, l.db.Close())
	}
	return errors.Join(errs...)
}

// release gives the lock up and removes its file.
func (l *lock) release() error {
	return errors.Join(l.close(), os.Remove(l.path))
}
