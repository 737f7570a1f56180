package sqlite_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// refused checks that New fails, says why and where, and touches nothing.
func refused(t *testing.T, o sqlite.Options, dir string, want ...string) {
	t.Helper()
	before := names(t, dir)
	s, err := sqlite.New(o)
	if err == nil {
		must(t, s.Close())
		t.Fatalf("%s was accepted", o.Path)
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not tell %q", err, w)
		}
	}
	equal(t, names(t, dir), before)
}

func TestPathsThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	in := func(path string) sqlite.Options {
		return sqlite.Options{Path: filepath.Join(dir, path), Rounds: 3}
	}
	must(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o644))
	must(t, os.Mkdir(filepath.Join(dir, "result.db.2"), 0o755))
	refused(t, in("missing/result.db"), dir, filepath.Join(dir, "missing"))
	refused(t, in("file/result.db"), dir, filepath.Join(dir, "file"), "not a directory")
	refused(t, in("result.db"), dir, filepath.Join(dir, "result.db.2"), "is no file")
	refused(t, sqlite.Options{Rounds: 3}, dir, "a name")
	refused(t, sqlite.Options{Path: filepath.Join(dir, "other")}, dir, "at least one round")
}

func TestDirectoriesThatCannotBeWritten(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("permissions do not hold here")
	}
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "mine.1"), nil, 0o444))
	refused(t, sqlite.Options{Path: filepath.Join(dir, "mine"), Rounds: 1}, dir, filepath.Join(dir, "mine.1"), "denied")
	must(t, os.Chmod(dir, 0o555))
	defer os.Chmod(dir, 0o755)
	refused(t, sqlite.Options{Path: filepath.Join(dir, "result.db"), Rounds: 1}, dir, dir, "denied")
}

func TestPathsOfAnyCharacters(t *testing.T) {
	for _, name := range []string{"a?b=c&d", "50%41 off", "x#y", "it's", "ü", "semi;colon", "file:x"} {
		dir := filepath.Join(t.TempDir(), name)
		must(t, os.Mkdir(dir, 0o755))
		o := options(t, 2)
		o.Path = filepath.Join(dir, name)
		s := newStore(t, o)
		round(t, s, 1, lacking("a"))
		must(t, s.Finish(t.Context(), sqlite.Partial, "interrupted"))
		equal(t, names(t, dir), []string{name + ".1", name + ".2"})
		equal(t, collect(t, s.Suspects(t.Context(), 2)), lacking("a").Conflicts)
	}
}

func TestASecondRunIsKeptOut(t *testing.T) {
	o := options(t, 1)
	s := newStore(t, o)
	must(t, s.BeginRound(t.Context(), 1))
	refused(t, o, filepath.Dir(o.Path), "another run", o.Path+".lock")
	must(t, s.Close())
	must(t, newStore(t, o).Close())
}

func TestWhatAKilledRunLeftIsRemoved(t *testing.T) {
	o := options(t, 1)
	dir := filepath.Dir(o.Path)
	must(t, os.WriteFile(o.Path+".lock", nil, 0o644))
	for _, name := range []string{".1.tmp", ".5.tmp", ".1.tmp-journal", ".tmp", ".x.tmp", ".1", ".1.tmp.txt"} {
		must(t, os.WriteFile(o.Path+name, []byte("killed"), 0o644))
	}
	s := newStore(t, o)
	equal(t, names(t, dir), []string{"result.db.1", "result.db.1.tmp.txt", "result.db.lock", "result.db.tmp", "result.db.x.tmp"})
	round(t, s, 1, lacking("a"))
	must(t, s.Finish(t.Context(), sqlite.Complete, ""))
	equal(t, keys(t, s.Path(), "key"), []string{"a"})
	equal(t, names(t, dir), []string{"result.db.1", "result.db.1.tmp.txt", "result.db.tmp", "result.db.x.tmp"})
}

func TestOpenTellsWhatItCannotRead(t *testing.T) {
	dir := t.TempDir()
	text, empty := filepath.Join(dir, "text"), filepath.Join(dir, "empty")
	must(t, os.WriteFile(text, []byte(strings.Repeat("no database ", 100)), 0o644))
	must(t, os.WriteFile(empty, nil, 0o644))
	for _, path := range []string{text, empty, filepath.Join(dir, "missing")} {
		if _, err := sqlite.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v", path, err)
		}
	}
	equal(t, names(t, dir), []string{"empty", "text"})
}
