package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// lock keeps a second run from writing under the same name. The system holds it
// on an empty file, so it ends with the process, however that ends.
type lock struct {
	path string
	file *os.File
}

// errLocked means that another process holds the lock.
var errLocked = errors.New("locked")

// takeLock takes the lock of a base name or fails at once.
func takeLock(base string) (*lock, error) {
	l := &lock{path: base + ".lock"}
	for {
		err := l.try()
		if err == nil {
			return l, nil
		}
		if l.file != nil {
			err = errors.Join(err, l.file.Close())
		}
		if !errors.Is(err, errStale) {
			return nil, err
		}
	}
}

// errStale means that what was locked is no longer the lock file: the run that
// held it removed it when it ended.
var errStale = errors.New("the lock file was removed")

// try opens the file and locks it.
func (l *lock) try() (err error) {
	if l.file, err = openLock(l.path); err != nil {
		return err
	}
	switch err := lockFile(l.file); {
	case errors.Is(err, errLocked):
		return fmt.Errorf("another run is writing here: %s is locked; wait for it, or give another name by -d", l.path)
	case err != nil:
		return fmt.Errorf("lock %s: %w; give a name on another file system by -d", l.path, err)
	}
	return l.check()
}

// openLock opens the file, which is made if need be. To lock it, to read it is
// enough: a run of another user may have left it.
func openLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o644)
	if errors.Is(err, fs.ErrPermission) { // Linux refuses O_CREATE for a file of another user in /tmp
		if old, oldErr := os.Open(path); oldErr == nil {
			return old, nil
		}
	}
	if err == nil {
		return f, nil
	}
	if _, gone := os.Lstat(path); gone == nil {
		return nil, fmt.Errorf("%w; if a run of another user left it, remove it, else give another name by -d", err)
	}
	return nil, fmt.Errorf("write beside the result file: %w", err)
}

// check makes sure that what was locked is the lock file. While it is open, no
// other file can take over its identity.
func (l *lock) check() error {
	held, err := l.file.Stat()
	if err != nil {
		return fmt.Errorf("lock %s: %w", l.path, err)
	}
	if now, err := os.Stat(l.path); err != nil || !os.SameFile(held, now) {
		return errStale
	}
	if !held.Mode().IsRegular() || held.Size() > 0 {
		return fmt.Errorf("%s is not the lock file of a run, which is empty: move it away, or give another name by -d", l.path)
	}
	return nil
}

// release removes the file and gives the lock up, in this order: who locked the
// file meanwhile finds that it is gone. A file that cannot be removed, as on
// Windows, does no harm.
func (l *lock) release() error {
	_ = os.Remove(l.path)
	return l.file.Close()
}
