package sqlite

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// Pragmas of the two uses of a file. A file being written has a temporary
// name, so nobody reads it and nothing is lost with it if the machine dies:
// it is synced once, when it is closed. The journal stays, in memory, so that
// a full disk costs the last rows and not the file.
const (
	forWriting = "&_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(MEMORY)&_pragma=synchronous(OFF)" +
		"&_pragma=cache_size(-8192)&_pragma=busy_timeout(5000)"
	forReading = "&_pragma=query_only(1)&_pragma=busy_timeout(5000)"
)

// open makes a handle on a file, in mode ro, rw or rwc; the file is touched
// when the handle is first used.
func open(path, mode, pragmas string) (*sql.DB, error) {
	name, err := uri(path, mode)
	if err != nil {
		return nil, err
	}
	return sql.Open("sqlite", name+pragmas)
}

// sortBeside makes SQLite put what it sorts on disk beside the result, where
// there must be room anyway: a container may have no /tmp at all. SQLite keeps
// this for the whole process, which writes in one place only.
func sortBeside(ctx context.Context, conn *sql.Conn, path string) error {
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "PRAGMA temp_store_directory = '"+strings.ReplaceAll(dir, "'", "''")+"'")
	return err
}

// uri names a file for SQLite, whatever characters its path has.
func uri(path, mode string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs // C:/result.db
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: "mode=" + mode}
	return u.String(), nil
}
