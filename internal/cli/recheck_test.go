package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/scope"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// resultOf writes the result of a run that a command line stands for.
func resultOf(t *testing.T, args ...string) string {
	t.Helper()
	cfg := parse(t, args...)
	base := filepath.Join(t.TempDir(), "result.db")
	s, err := sqlite.New(sqlite.Options{Path: base, Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	s.Describe(record.Run{Command: cfg.Command, Options: cfg.Check, Given: cfg.Scope, Flags: cfg.Flags})
	if err := s.BeginRound(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(t.Context(), sqlite.Complete, ""); err != nil {
		t.Fatal(err)
	}
	return s.Path()
}

// TestRecheckTakesOver has a recheck do what the run did, but for what was chosen
// anew, and finds no secret in the file.
func TestRecheckTakesOver(t *testing.T) {
	pw := filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(pw, []byte("hidden-in-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := resultOf(t, "-s", "redis://bob:hidden-in-url@a:1", "-t", "rediss://b:2/7", "--targetpasswordfile", pw,
		"--dbmap", "0=7", "--keymap", "s/a\nb/c/", "--keymap", "s/x/y/", "-m", "4", "--bigkeythreshold", "7", "--ttl-tolerance", "off",
		"--interval", "1m", "--comparetimes", "9", "-q", "11", "--parallel", "3", "--include", "only*", "--type", "hash",
		"--targetsentinelpassword", "hidden-in-flag", "--result", "lines", "--log", "log", "--sourcedbtype", "db")
	raw, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(raw), "hidden") {
		t.Errorf("a secret is in the file, or %v", err)
	}
	got := parse(t, "recheck", file, "-q", "12", "--targetuser", "ann")
	want := parse(t, "-s", "redis://a:1", "--sourceuser", "bob", "-t", "rediss://b:2/7", "--targetpasswordfile", pw, "--targetuser", "ann",
		"--dbmap", "0=7", "--keymap", "s/a\nb/c/", "--keymap", "s/x/y/", "-m", "4", "--bigkeythreshold", "7", "--ttl-tolerance", "off",
		"--interval", "1m", "--comparetimes", "9", "-q", "12", "--parallel", "3", "--sourcedbtype", "db")
	alike := cmp.Options{
		cmp.Comparer(func(a, b resp.Secret) bool { return a.Equal(b) }),
		cmp.Comparer(func(a, b *scope.DBMap) bool { return a.String() == b.String() }),
		cmp.Comparer(func(a, b scope.KeyMap) bool { return len(a) == len(b) && a.Pair("xa\nb") == b.Pair("xa\nb") }),
	}
	if diff := cmp.Diff(want.Check, got.Check, alike); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want.Sides, got.Sides, alike); diff != "" {
		t.Error(diff)
	}
	if got.Result.Text != "" || got.Log.File != "" || got.Result.DB != strings.TrimSuffix(file, ".1")+".recheck" {
		t.Errorf("it writes to %+v and %q", got.Result, got.Log.File)
	}
}

// What was given anew goes before what excludes it.
func TestRecheckOverrides(t *testing.T) {
	file := resultOf(t, sides("--targetpasswordfile", os.DevNull, "--sourcedbtype", "cluster")...)
	got := parse(t, "recheck", file, "-s", "c:3", "--sourcedbtype", "auto", "--targetpassword", "new", "--interval", "0")
	if s := got.Sides[source].Redis; s.Address != "c:3" || s.Kind != redis.Auto {
		t.Errorf("the source is %+v", s)
	}
	if got.Sides[target].Redis.Password.Reveal() != "new" || got.Check.Interval != 0 || got.Check.Rounds != 3 {
		t.Errorf("%+v, waiting for %v", got.Sides[target], got.Check.Interval)
	}
	if got.Command != "redis-full-check recheck "+file+" --interval=0s --source=c:3 --sourcedbtype=auto --targetpassword=***" {
		t.Error(got.Command)
	}
}

func TestBaseOf(t *testing.T) {
	tests := map[string]string{
		"result.db.3":              "result.db.recheck",
		"result.db":                "result.db.recheck",
		"a/result.db.10":           "a/result.db.recheck",
		"result.db.recheck.3":      "result.db.recheck2",
		"result.db.recheck2.1":     "result.db.recheck3",
		"a.recheck9.recheck41.333": "a.recheck9.recheck42",
		"recheck.3":                "recheck.recheck",
		"x.recheckA.1":             "x.recheckA.recheck",
	}
	for file, want := range tests {
		in := newInput(func(string) string { return "" }, recheckSections())
		if err := in.otherFiles(file); err != nil || in.cfg.Result.DB != want {
			t.Errorf("%s: %s, want %s; %v", file, in.cfg.Result.DB, want, err)
		}
	}
}

func TestChooser(t *testing.T) {
	file := resultOf(t, sides("--include", "other*")...)
	choose := func(args ...string) func(compare.Conflict) bool {
		cfg := parse(t, append([]string{"recheck", file}, args...)...)
		return cfg.Recheck.chooser(cfg.Check)
	}
	hash := compare.Conflict{DB: 3, Key: "user:1", Type: "hash", Kind: value.TTL}
	untyped := compare.Conflict{DB: 3, Key: "user:1"}
	tests := []struct {
		args          []string
		hash, untyped bool
	}{
		{nil, true, true},
		{[]string{"--only", "ttl,type"}, true, false},
		{[]string{"--only", "unverified"}, false, true},
		{[]string{"--match", "x", "--match", "user:*"}, true, true},
		{[]string{"--match", "user:*", "--exclude", "*1"}, false, false},
		{[]string{"-f", "user:*", "--match", "x"}, false, false},
		{[]string{"--type", "string"}, false, true},
		{[]string{"--sourcedbfilterlist", "3"}, true, true},
		{[]string{"--sourcedbfilterlist", "0"}, false, false},
	}
	for _, tt := range tests {
		c := choose(tt.args...)
		if c(hash) != tt.hash || c(untyped) != tt.untyped {
			t.Errorf("%q: %v, %v", tt.args, c(hash), c(untyped))
		}
	}
}

// A file of a time before the table of flags says where the sides were, too.
func TestFactsAsFlags(t *testing.T) {
	facts := map[string]string{"source": "a:1", "target": "b:2", "mode": "4", "rounds": "2", "keymap": "s/a/b/\ns/c/d/", "state": "complete",
		"interval": time.Minute.String()}
	got := factsAsFlags(facts, nil)
	want := []record.Flag{{Name: "interval", Value: "1m0s"}, {Name: "comparemode", Value: "4"}, {Name: "comparetimes", Value: "2"},
		{Name: "source", Value: "a:1"}, {Name: "target", Value: "b:2"}, {Name: "keymap", Value: "s/a/b/"}, {Name: "keymap", Value: "s/c/d/"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
