package cli

import (
	"bytes"
	"context"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// outcome is what a command line came to.
type outcome struct {
	status         exit
	stdout, stderr string
	ran            bool   // the check was started
	cfg            config // with this
}

// try runs a command line whose check only takes notes.
func try(args []string, env map[string]string) outcome {
	var stdout, stderr bytes.Buffer
	var got outcome
	p := program{
		env: Env{Stdout: &stdout, Stderr: &stderr, Getenv: func(k string) string { return env[k] }, Version: "1.2.3"},
		check: func(_ context.Context, cfg config, _ Env) (exit, error) {
			got.ran, got.cfg = true, cfg
			return exitSame, nil
		},
		demo: func(context.Context, Env) (exit, error) { return exitSame, nil },
	}
	got.status = p.run(context.Background(), args)
	got.stdout, got.stderr = stdout.String(), stderr.String()
	return got
}

// sides are the flags that no check goes without.
func sides(more ...string) []string {
	return append([]string{"-s", "a:1", "-t", "b:2"}, more...)
}

// parse returns the config of a command line that has to be right.
func parse(t *testing.T, args ...string) config {
	t.Helper()
	got := try(args, nil)
	if !got.ran || got.status != exitSame || got.stderr != "" {
		t.Fatalf("%q: status %d, %s", args, got.status, got.stderr)
	}
	return got.cfg
}
