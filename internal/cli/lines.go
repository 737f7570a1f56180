package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
)

// lines is the file of --result; the empty one is none. A regular file, or what
// a link leads to, is replaced when its text is complete; whatever else stands
// there, a pipe or a device, is written to.
type lines string

// check makes sure, before the run, that the file can be written.
func (l lines) check() error {
	if l == "" || l.standard() != 0 {
		return nil
	}
	path, info, err := l.find()
	switch {
	case err != nil:
		return fmt.Errorf("--result: %w", err)
	case info != nil && (info.IsDir() || info.Mode()&fs.ModeSocket != 0):
		return fmt.Errorf("--result: %s is a directory or a socket; give the name of a file", l)
	case direct(path, info):
		return nil
	}
	if info != nil {
		if err := touch(path, os.O_WRONLY); err != nil {
			return fmt.Errorf("--result: %w", err)
		}
	}
	beside := besides(path)
	if err := touch(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL); err != nil {
		return fmt.Errorf("--result: %w", err)
	}
	return os.Remove(beside)
}

func touch(path string, flags int) error {
	f, err := os.OpenFile(path, flags, 0o666)
	if err != nil {
		return err
	}
	return f.Close()
}

// write has the file written.
func (l lines) write(env Env, fill func(io.Writer) error) (err error) {
	switch l.standard() {
	case 1:
		return fill(env.Stdout)
	case 2:
		return fill(env.Stderr)
	}
	path, info, err := l.find()
	if err == nil && direct(path, info) {
		err = writeInto(path, fill)
	} else if err == nil {
		err = replace(path, info, fill)
	}
	if err != nil {
		return fmt.Errorf("--result: %w", err)
	}
	return nil
}

// standard is 1 if the file is standard output, 2 if it is standard error, and
// else 0. To open these again would overwrite what was printed to a file.
func (l lines) standard() int {
	switch l {
	case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1":
		return 1
	case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2":
		return 2
	}
	return 0
}

// find follows links, also to a file that is not there yet, for which info is
// nil.
func (l lines) find() (path string, info fs.FileInfo, err error) {
	path = string(l)
	for range 40 {
		dir, err := filepath.EvalSymlinks(filepath.Dir(path))
		if err != nil {
			return "", nil, err
		}
		path = filepath.Join(dir, filepath.Base(path))
		to, err := os.Readlink(path)
		if err != nil || opened(path) {
			info, err = os.Stat(path)
			if errors.Is(err, fs.ErrNotExist) {
				return path, nil, nil
			}
			return path, info, err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(dir, to)
		}
		path = to
	}
	return "", nil, fmt.Errorf("%s: too many links", l)
}

// opened reports whether a name stands for a file that is already open, as the
// shell's >(...) does.
func opened(path string) bool {
	return regexp.MustCompile(`^(/proc/[^/]+|/dev)/fd/[0-9]+$`).MatchString(path)
}

// direct reports whether a file is written to as it is.
func direct(path string, info fs.FileInfo) bool {
	return opened(path) || info != nil && !info.Mode().IsRegular()
}

// writeInto writes to a pipe or a device.
func writeInto(path string, fill func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	return errors.Join(fill(f), f.Close())
}

// besides names a temporary file in the same directory.
func besides(path string) string { return path + ".tmp" + rand.Text()[:10] }

// replace writes a file beside the one of a name, and then gives it the name. It
// has the permissions of the one before, or those of any new file.
func replace(path string, before fs.FileInfo, fill func(io.Writer) error) error {
	out, err := os.OpenFile(besides(path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	err = fill(out)
	if before != nil {
		err = errors.Join(err, out.Chmod(before.Mode().Perm()))
	}
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	return os.Rename(out.Name(), path)
}

// taken reports whether the file is also one of a result's SQLite files.
func (l lines) taken(base string) bool {
	if l == "" {
		return false
	}
	path, _, err := l.find()
	files, _, baseErr := lines(base).find()
	if err != nil || baseErr != nil {
		return false // which is told when the file is opened
	}
	own := regexp.MustCompile(`^` + regexp.QuoteMeta(files) + `(\.[0-9]+(\.tmp)?(-journal|-wal|-shm)?|\.lock)?$`)
	return own.MatchString(path)
}
