package sqlite_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// racing names the result file for a process of TestRacingRuns.
const racing = "SQLITE_TEST_RACING"

// TestRacingRuns starts and ends runs in many processes at once. One at a time
// gets in; the others are told why, never in the words of SQLite.
func TestRacingRuns(t *testing.T) {
	if base := os.Getenv(racing); base != "" {
		race(t, base)
		return
	}
	base := filepath.Join(t.TempDir(), "result.db")
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestRacingRuns$")
			cmd.Env = append(os.Environ(), racing+"="+base)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	equal(t, len(names(t, filepath.Dir(base))), 0)
}

// race begins and ends runs. While it is in one, it holds a file that exists
// once.
func race(t *testing.T, base string) {
	for range 150 {
		s, err := sqlite.New(sqlite.Options{Path: base, Rounds: 1})
		if err != nil {
			if !strings.HasPrefix(err.Error(), "another run is writing here: ") {
				t.Error(err)
			}
			continue
		}
		f, err := os.OpenFile(base+".holder", os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			t.Errorf("two runs at once: %v", err)
		} else {
			must(t, errors.Join(f.Close(), os.Remove(f.Name())))
		}
		must(t, s.Close())
	}
}

// TestLockFilesOfOthers finds a file of the lock's name that is no lock, and
// locks that it may not touch.
func TestLockFilesOfOthers(t *testing.T) {
	base := filepath.Join(t.TempDir(), "result.db")
	name := base + ".lock"
	try := func() error {
		s, err := sqlite.New(sqlite.Options{Path: base, Rounds: 1})
		if err == nil {
			err = s.Close()
		}
		return err
	}
	must(t, os.WriteFile(name, []byte("garbage"), 0o644))
	if err := try(); err == nil || !strings.Contains(err.Error(), "result.db.lock is not the lock file of a run, which is empty: move it away") {
		t.Error(err)
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "garbage" {
		t.Errorf("%s, %v", text, err)
	}
	must(t, os.WriteFile(name, nil, 0o644))
	must(t, os.Chmod(name, 0o444)) // as of another user
	must(t, try())
	must(t, os.Mkdir(name, 0o755))
	if err := try(); err == nil || !strings.Contains(err.Error(), "is a directory; if a run of another user left it, remove it, else give another name by -d") {
		t.Error(err)
	}
}
