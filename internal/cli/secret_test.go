package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

// password is what must not be seen anywhere.
const password = "hunter2"

// passwordFile returns a file with some text in it.
func passwordFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pw")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPasswords(t *testing.T) {
	env := map[string]string{"SOURCE_PASSWORD": "from-env", "TARGET_PASSWORD": "from:env"}
	tests := []struct {
		args           []string
		source, target string
	}{
		{nil, "from-env", "from:env"},
		{[]string{"-s", "redis://:in-url@a:1"}, "", "from:env"}, // the URL's own is taken from it later
		{[]string{"-s", "redis://:in-url@a:1", "-p", "x"}, "x", "from:env"},
		{[]string{"-p", "x:y", "-a", "z"}, "x:y", "z"},
		{[]string{"-p", "", "-a="}, "", ""},
		{[]string{"--sourcepasswordfile", passwordFile(t, "in file\n")}, "in file", "from:env"},
		{[]string{"--targetpasswordfile", passwordFile(t, "in file\r\n")}, "from-env", "in file"},
		{[]string{"--targetpasswordfile", passwordFile(t, " two\nlines\n\n")}, "from-env", " two\nlines\n"},
		{[]string{"--targetpasswordfile", passwordFile(t, "")}, "from-env", ""},
	}
	for _, tt := range tests {
		got := try(sides(tt.args...), env)
		var found [2]string
		for i, s := range got.cfg.Sides {
			found[i] = s.Redis.Password.Reveal()
			if s.Redis.SplitPassword != (found[i] != "") {
				t.Errorf("%q: SplitPassword is %v", tt.args, s.Redis.SplitPassword)
			}
		}
		if want := [2]string{tt.source, tt.target}; found != want {
			t.Errorf("%q: got %q, want %q", tt.args, found, want)
		}
	}
}

func TestPasswordFileTooBig(t *testing.T) {
	path := passwordFile(t, strings.Repeat("x", mostPassword+1))
	got := try(sides("--sourcepasswordfile", path), nil)
	if got.status != exitTrouble || !strings.Contains(got.stderr, "more than 65536 bytes") {
		t.Errorf("%+v", got)
	}
}

// TestSecretsInMistakes gives passwords in every way there is, together with
// every mistake, and glued to flags that are none.
func TestSecretsInMistakes(t *testing.T) {
	ways := [][]string{
		{"-p", password, "-a", "user:" + password},
		{"-p" + password, "--targetpassword=" + password},
		{"--sourcepasswordfile", passwordFile(t, password), "--a", password},
	}
	for _, way := range ways {
		for _, tt := range mistakes() {
			noSecret(t, append(slices.Clone(way), tt.args...))
			noSecret(t, append(slices.Clone(tt.args), way...))
		}
	}
	for _, args := range [][]string{
		{"-x" + password}, {"--=" + password}, {"--pasword=" + password}, {"--pasword", password},
		{"-p", "my", password}, {"-s", "-p", password, "-t", "b:2"}, {password},
		{"-sourcepassword=" + password, "-t", "b:2"}, {"-sourcepasswd=" + password, "-t", "b:2"}, {"-targetpassword", password, "-s", "a"},
		{"-s", password, "-p", "a:1", "-t", "b:2"}, {"-s", "a:1", "-t", "my " + password, "-a", "b:2"},
		{"-s", "redis://h?password=" + password, "-t", "b:2"}, {"-s", "redis://h/" + password, "-t", "b:2"},
		{"-s", "h:" + password, "-t", "b:2"}, {"-s", "a", "-t", "x:" + password + "@b"}, {"--sourcepassword" + password}, {"--" + password},
		{"-p" + password, "--", password}, {"-s", "redis://u:" + password + "@h:1"}, {"-s", "u:" + password + "@h:x", "-t", "a:1"},
	} {
		noSecret(t, args)
	}
}

// noSecret fails if the command line makes the program print the password.
func noSecret(t *testing.T, args []string) {
	t.Helper()
	got := try(args, map[string]string{"SOURCE_PASSWORD": password, "TARGET_PASSWORD": password})
	if strings.Contains(got.stdout+got.stderr, password) {
		t.Errorf("%q prints %s%s", args, got.stdout, got.stderr)
	}
}

// TestSecretsInConfig prints a config in every way there is.
func TestSecretsInConfig(t *testing.T) {
	cfg := parse(t, sides("-p", password, "-a", "user:"+password)...)
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		fmt.Fprintf(&out, verb, cfg)
		fmt.Fprintf(&out, verb, &cfg)
		fmt.Fprintf(&out, verb, cfg.Sides[source].Redis)
	}
	text, err := json.Marshal(cfg.Sides[source].Redis.Password)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "config", cfg, "password", cfg.Sides[source].Redis.Password)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "password", cfg.Sides[source].Redis.Password)
	hex := fmt.Sprintf("%x", password)
	if strings.Contains(out.String(), password) || strings.Contains(out.String(), hex) {
		t.Errorf("the password is in %s", out.String())
	}
}

// TestSecretsInHelp has defaults in the environment.
func TestSecretsInHelp(t *testing.T) {
	noSecret(t, []string{"--help", "-p", password})
	noSecret(t, []string{"-h"})
}
