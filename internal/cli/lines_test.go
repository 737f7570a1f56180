//go:build !windows

package cli

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// put writes a text to a --result file.
func put(t *testing.T, l lines, text string) (stdout string) {
	t.Helper()
	if err := l.check(); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err := l.write(Env{Stdout: &out, Stderr: io.Discard}, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// holds fails unless a file holds a text, with these permissions.
func holds(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	got, err := os.ReadFile(path)
	info, errStat := os.Stat(path)
	if err != nil || errStat != nil || string(got) != text || info.Mode().Perm() != mode {
		t.Errorf("%s: %q, %v, %v, %v", path, got, info.Mode(), err, errStat)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestLinesReplaceAFile(t *testing.T) {
	dir := t.TempDir()
	file, link, dangling := filepath.Join(dir, "file"), filepath.Join(dir, "link"), filepath.Join(dir, "dangling")
	old := syscall.Umask(0o027)
	defer syscall.Umask(old)
	put(t, lines(file), "new")
	holds(t, file, "new", 0o640)
	must(t, os.Chmod(file, 0o604))
	must(t, os.Symlink("file", link))
	must(t, os.Symlink("sub/../made", dangling))
	must(t, os.Mkdir(filepath.Join(dir, "sub"), 0o755))
	put(t, lines(link), "by link")
	holds(t, file, "by link", 0o604)
	put(t, lines(dangling), "made")
	holds(t, filepath.Join(dir, "made"), "made", 0o640)
	for _, name := range []string{link, dangling} {
		if info, err := os.Lstat(name); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v", name, err)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 5 {
		t.Errorf("%v, %v", entries, err)
	}
}

// A failure leaves the file before as it was, and nothing beside it.
func TestLinesKeepWhatStoodThere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, []byte("old"), 0o600))
	err := lines(file).write(Env{}, func(io.Writer) error { return io.ErrUnexpectedEOF })
	if err == nil {
		t.Error("no error")
	}
	holds(t, file, "old", 0o600)
	if entries, err := os.ReadDir(filepath.Dir(file)); err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestLinesIntoPipesAndDevices(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	must(t, syscall.Mkfifo(fifo, 0o600))
	read := make(chan string)
	go func() {
		text, err := os.ReadFile(fifo)
		read <- string(text)
		if err != nil {
			t.Error(err)
		}
	}()
	put(t, lines(fifo), "through")
	if got := <-read; got != "through" {
		t.Errorf("got %q", got)
	}
	if info, err := os.Stat(fifo); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Errorf("the pipe is %v, %v", info, err)
	}
	put(t, "/dev/null", "nowhere")
	if got := put(t, "/dev/stdout", "here"); got != "here" {
		t.Errorf("got %q", got)
	}
	r, w, err := os.Pipe()
	must(t, err)
	put(t, lines(filepath.Join("/dev/fd", itoa(int(w.Fd())))), "by number")
	must(t, w.Close())
	if text, err := io.ReadAll(r); err != nil || string(text) != "by number" {
		t.Errorf("%q, %v", text, err)
	}
	must(t, r.Close())
}

func itoa(n int) string { return numbers([]int{n}) }

func TestLinesRefused(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "result.db.2"), nil, 0o600))
	must(t, os.Symlink("result.db.2", filepath.Join(dir, "link")))
	for name, want := range map[string]bool{
		"result.db": true, "result.db.1": true, "result.db.77": true, "result.db.lock": true, "result.db.1.tmp": true, "link": true,
		"result.db.1-journal": true, "result.db.txt": false, "x": false, "result.db.x": false,
	} {
		if got := lines(filepath.Join(dir, name)).taken(filepath.Join(dir, "result.db")); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	for _, l := range []lines{lines(dir), lines(filepath.Join(dir, "no", "x")), "/proc/x"} {
		if err := l.check(); err == nil {
			t.Errorf("%s is taken", l)
		}
	}
}

// TestLogAlone makes sure that the log tells which run it was and how it ended.
func TestLogAlone(t *testing.T) {
	servers := [2]*redistest.Server{redistest.Start(t, "--requirepass", "hunter2"), redistest.Start(t)}
	servers[0].Do("SET", "k", "v")
	log := filepath.Join(t.TempDir(), "x.log")
	flags := []string{"-s", "redis://:hunter2@" + servers[0].Addr, "-t", servers[1].Addr, "-a", "", "--log", log}
	told := func(args ...string) string {
		os.Remove(log)
		runAll(t, slices.Concat(flags, args)...)
		text, err := os.ReadFile(log)
		must(t, err)
		return string(text)
	}
	got := told()
	for _, want := range []string{
		`msg=start version="" command="redis-full-check `, " --source='redis://***@" + servers[0].Addr + "' ", "--targetpassword=***",
		`msg=source server="` + servers[0].Addr + " redis ", `msg=target server="` + servers[1].Addr + " redis ",
		`msg=end status=1 verdict="NOT THE SAME: 1 of 1 key differs (1 missing on the target); 0 could not be read"`,
	} {
		if !strings.Contains(got, want) || strings.Contains(got, "hunter2") {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	if got := told("-t", "127.0.0.1:1"); !strings.Contains(got, "level=ERROR msg=end status=2 error=\"target 127.0.0.1:1: dial ") || strings.Contains(got, "hunter2") {
		t.Error(got)
	}
}
