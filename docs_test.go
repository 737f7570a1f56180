package main

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/redis-full-check/redis-full-check/internal/cli"
)

// TestReadmeExplainsEveryFlag reads the flags from --help, in both directions.
func TestReadmeExplainsEveryFlag(t *testing.T) {
	var help bytes.Buffer
	env := cli.Env{Stdout: &help, Stderr: &help, Getenv: func(string) string { return "" }}
	for _, args := range [][]string{{"--help"}, {"recheck", "--help"}, {"report", "--help"}} {
		if status := cli.Run(context.Background(), args, env); status != 0 {
			t.Fatalf("%q ends with status %d", args, status)
		}
	}
	readme := read(t, "README.md")
	known := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+)`).FindAllStringSubmatch(help.String(), -1) {
		known[m[1]] = true
		if !strings.Contains(readme, "`"+m[1]+"`") && !strings.Contains(readme, "`"+m[1]+" ") {
			t.Errorf("README.md does not explain %s", m[1])
		}
	}
	for _, flag := range regexp.MustCompile("`(--[a-z-]+)").FindAllStringSubmatch(readme, -1) {
		if !known[flag[1]] {
			t.Errorf("README.md explains %s, which does not exist", flag[1])
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// example is a query in the documentation: sqlite3 -box result.db.3 'SELECT ...'
var example = regexp.MustCompile(`(?m)^sqlite3 (?:-\w+ )*(\S+\.db\.\d) (?:'([^']*)'|"([^"]*)")`)

// cmdExamples runs the queries of a document on the files in the script's
// directory, so that they can be copied.
func cmdExamples(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 1, "examples DOCUMENT")
	text, err := os.ReadFile(args[0])
	ts.Check(err)
	found := example.FindAllStringSubmatch(string(text), -1)
	for _, m := range found {
		path := regexp.MustCompile(`'(\w+\.db\.\d)'`)
		statement := path.ReplaceAllString(m[2]+m[3], "'"+ts.MkAbs(".")+"/$1'")
		if err := query(ts, "file:"+ts.MkAbs(m[1])+"?mode=ro", statement); err != nil {
			ts.Fatalf("%s: %v", m[0], err)
		}
	}
	if got := len(found); got < 5 {
		ts.Fatalf("only %d examples in %s", got, args[0])
	}
}
