package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const temporary = ".tmp"

// path names the result file of a round.
func path(base string, round int) string { return base + "." + strconv.Itoa(round) }

// checkPaths finds out what would stop Finish, without changing anything.
func checkPaths(base string, rounds int) error {
	if base == "" || rounds < 1 {
		return fmt.Errorf("result file %q of %d rounds: a name and at least one round are needed", base, rounds)
	}
	info, err := os.Stat(filepath.Dir(base))
	if err != nil {
		return fmt.Errorf("directory of the result file: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("directory of the result file: %s is not a directory", filepath.Dir(base))
	}
	for i := 1; i <= rounds; i++ {
		if err := checkReplaceable(path(base, i)); err != nil {
			return err
		}
	}
	return nil
}

// checkReplaceable reports what stands where a result file is to be.
func checkReplaceable(name string) error {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("result file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("result file: %s exists and is no file", name)
	}
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("replace the result file: %w", err)
	}
	return f.Close()
}

// removeTemporaries deletes what this or a killed run wrote and never
// published. The caller holds the lock.
func removeTemporaries(base string) error {
	entries, err := os.ReadDir(filepath.Dir(base))
	if err != nil {
		return fmt.Errorf("look for temporary files: %w", err)
	}
	var errs []error
	for _, e := range entries {
		if isTemporary(e.Name(), filepath.Base(base)) {
			errs = append(errs, os.Remove(filepath.Join(filepath.Dir(base), e.Name())))
		}
	}
	return errors.Join(errs...)
}

// isTemporary reports whether name is BASE.ROUND.tmp or a journal of it.
func isTemporary(name, base string) bool {
	rest, ok := strings.CutPrefix(name, base+".")
	if !ok {
		return false
	}
	rest = strings.TrimSuffix(rest, "-journal")
	round, ok := strings.CutSuffix(rest, temporary)
	_, err := strconv.Atoi(round)
	return ok && err == nil
}

// publish gives the temporary files their names, the last one last.
func publish(base string, rounds int) error {
	for i := 1; i <= rounds; i++ {
		name := path(base, i)
		if err := removeSideFiles(name); err != nil {
			return err
		}
		if err := os.Rename(name+temporary, name); err != nil {
			return fmt.Errorf("publish the result file: %w", err)
		}
	}
	syncDir(filepath.Dir(base))
	return nil
}

// removeSideFiles deletes what SQLite may have left beside the file that is
// about to be replaced: a journal of the old file would be rolled back into
// the new one.
func removeSideFiles(name string) error {
	for _, suffix := range []string{"-journal", "-wal", "-shm"} {
		if err := os.Remove(name + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("replace the result file: %w", err)
		}
	}
	return nil
}

// syncFile makes a closed file durable.
func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncDir makes renames durable where the system has a way to; Windows and
// some network file systems have none, which is no reason to fail.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
