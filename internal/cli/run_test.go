package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/monitor"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// runAll runs a whole check, with its result in a directory of its own.
func runAll(t *testing.T, args ...string) (got outcome, file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "result.db")
	var stdout, stderr bytes.Buffer
	env := Env{Stdout: &stdout, Stderr: &stderr, Getenv: func(string) string { return "" }}
	status := Run(context.Background(), append(args, "-d", file, "--comparetimes=1"), env)
	return outcome{status: exit(status), stdout: stdout.String(), stderr: stderr.String()}, file + ".1"
}

// TestMappings has all of a cluster's data, so to speak, under other names in
// another database.
func TestMappings(t *testing.T) {
	servers := redistest.Pair(t)
	servers[0].Client(0).MSet(t.Context(), "old:1", "v", "old:2", "v", "tmp:1", "v")
	servers[1].Client(5).MSet(t.Context(), "new.1", "v", "new.2", "w")
	got, file := runAll(t, "-s", "redis://"+servers[0].Addr+"/0", "-t", "redis://"+servers[1].Addr+"/5",
		"--keymap=s/^old/new/", "--keymap=s/:/./", "--exclude=tmp:*")
	for _, want := range []string{"\nkeymap: s/^old/new/ s/:/./\ndbmap:  0=5\n", "totally 1 keys or fields conflict\n"} {
		if got.status != exitDifferent || !strings.Contains(got.stdout, want) {
			t.Errorf("status %d, %s%s; want %q", got.status, got.stdout, got.stderr, want)
		}
	}
	f, err := sqlite.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for c, err := range f.Conflicts(t.Context()) {
		if err != nil || c.Key != "old:2" || c.DB != 0 || c.TargetKey != "new.2" {
			t.Errorf("%+v, %v", c, err)
		}
	}
}

// TestNothingToCompare does not call data equal that was not looked at.
func TestNothingToCompare(t *testing.T) {
	servers := redistest.Pair(t)
	servers[0].Client(0).Set(t.Context(), "k", "v", 0)
	got, _ := runAll(t, "-s", servers[0].Addr, "-t", "redis://"+servers[1].Addr+"/5")
	want := "nothing to compare: the source holds keys in database 0, chosen on the target is 5; to compare these give --dbmap 0=5\n"
	if got.status != exitTrouble || !strings.HasSuffix(got.stderr, want) {
		t.Errorf("%+v", got)
	}
	if got, _ := runAll(t, "-s", servers[0].Addr, "-t", servers[1].Addr, "--sourcedbfilterlist=3"); got.status != exitNothing ||
		!strings.Contains(got.stdout, "\nNOTHING COMPARED: the source holds keys only in database 0, which was not compared\nall finish") {
		t.Errorf("%+v", got)
	}
}

// TestTLS speaks to a server that wants certificates.
func TestTLS(t *testing.T) {
	certs := redistest.TLS(t)
	secure, plain := redistest.Start(t, certs.Args()...), redistest.Start(t)
	ours := []string{"--sourcecert", certs.ClientCert, "--sourcekey", certs.ClientKey}
	tests := []struct {
		want  exit
		flags []string
	}{
		{exitSame, append([]string{"--sourcecacert", certs.CA}, ours...)},
		{exitSame, append([]string{"--sourcecacert", certs.CA, "--sourceservername=localhost"}, ours...)},
		{exitSame, append([]string{"--sourceinsecure"}, ours...)},
		{exitTrouble, append([]string{"--sourcetls"}, ours...)}, // nobody knows the authority
		{exitTrouble, append([]string{"--sourcecacert", certs.CA, "--sourceservername=example.com"}, ours...)},
		{exitTrouble, []string{"--sourcecacert", certs.CA}},
		{exitTrouble, nil},
	}
	for _, tt := range tests {
		got, _ := runAll(t, append([]string{"-s", secure.TLSAddr, "-t", plain.Addr, "--retry-for=1s", "--allow-empty"}, tt.flags...)...)
		if got.status != tt.want {
			t.Errorf("%q: %+v", tt.flags, got)
		}
	}
}

// TestLogAndMetrics writes both into one file.
func TestLogAndMetrics(t *testing.T) {
	servers := redistest.Pair(t)
	servers[0].Client(0).Set(t.Context(), "k", "v", 0)
	log := filepath.Join(t.TempDir(), "x.log")
	runAll(t, "-s", servers[0].Addr, "-t", servers[1].Addr, "--log", log, "--metric")
	text, err := os.ReadFile(log)
	if err != nil || !strings.Contains(string(text), `msg="round done"`) || !strings.Contains(string(text), `"all_finished":true`) {
		t.Errorf("%v: %s", err, text)
	}
}

// TestPainters has a log file, a bar, both and none, with and without --quiet.
func TestPainters(t *testing.T) {
	for want, s := range map[int][]screen{
		0: {{cfg: progress{Quiet: true}}, {cfg: progress{Quiet: true}, file: os.Stderr}},
		1: {{}, {file: os.Stderr}, {bar: &monitor.Bar{}}, {cfg: progress{Quiet: true, Metric: true}}},
		2: {{bar: &monitor.Bar{}, file: os.Stderr}, {cfg: progress{Metric: true}}},
	} {
		for i, s := range s {
			if got := len(s.painters()); got != want {
				t.Errorf("screen %d has %d painters, want %d", i, got, want)
			}
		}
	}
}

// TestLocked writes from many goroutines to a writer that is not made for it.
func TestLocked(t *testing.T) {
	var out strings.Builder
	w := &locked{out: &out}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() { _, _ = fmt.Fprintf(w, "line %d\n", i) })
	}
	all.Wait()
	if strings.Count(out.String(), "\n") != 20 {
		t.Errorf("got %q", out.String())
	}
}
