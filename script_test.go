package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"
)

type scriptCommand = func(ts *testscript.TestScript, neg bool, args []string)

// scriptCommands are the words of our scripts. A word in double quotes is read
// as a Go string, so that it may hold any bytes.
//
//	run STATUS ARG...             run redis-full-check, which has to end with this status
//	mistake PATTERN ARG...        run it; it has to refuse: status 2, one line on stderr, no new file
//	took MIN MAX                  the last run took this long
//	tidy                          write the last stdout to the file screen, and stderr to the file
//	                              log, with addresses, times and versions replaced by words
//	sql FILE QUERY                print rows as sqlite3 does
//	make FILE STATEMENT           run a statement on a SQLite file, which is made if need be
//	examples DOCUMENT             run the queries that a document of ours tells people to run
//	await FILE PATTERN            wait until the file holds this; remember what runs in the background
//	interrupt                     press Ctrl-C on what runs in the background, and remember it
//	insist                        press Ctrl-C on it until it ends, and remember it
//	hangup                        close its terminal, and remember it
//	ended STATUS                  what was remembered has ended with this status
//
//	redis NAME [ARG...]           start a redis-server; its address is $NAME
//	tls NAME [ARG...]             the same with TLS; $NAME_ca, $NAME_cert and $NAME_key are files for clients
//	cluster NAME MASTERS REPLICAS start a cluster; $NAME is a node, $NAME_all are all nodes
//	sentinel NAME SERVER MASTER   start a sentinel that calls a server MASTER; its address is $NAME
//	do NAME[/DB] WORD...          run a command there
//	fill N NAME...                write the same N keys of all types to each
//	proxy NAME SERVER             start a proxy before a server; its address is $NAME
//	answer PROXY COMMAND KEY RAW  have the proxy answer the command about this key
//	crash SERVER [PROXY COMMAND N]  kill a server, now or when N such commands have passed the proxy
func scriptCommands() map[string]scriptCommand {
	all := map[string]scriptCommand{
		"run": cmdRun, "mistake": cmdMistake, "took": cmdTook, "tidy": cmdTidy, "sql": cmdSQL, "make": cmdMake,
		"examples": cmdExamples, "await": cmdAwait, "interrupt": cmdSignal(os.Interrupt),
		"hangup": cmdSignal(syscall.SIGHUP), "insist": cmdInsist, "ended": cmdEnded,
	}
	maps.Copy(all, serverCommands())
	for name, f := range all {
		all[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			if neg {
				ts.Fatalf("! %s: not a question", name)
			}
			f(ts, neg, unquoteAll(ts, args))
		}
	}
	return all
}

func unquoteAll(ts *testscript.TestScript, words []string) []string {
	out := slices.Clone(words)
	for i, w := range words {
		if len(w) > 1 && w[0] == '"' && w[len(w)-1] == '"' {
			text, err := strconv.Unquote(w)
			ts.Check(err)
			out[i] = text
		}
	}
	return out
}

// need fails a script whose command has too few words.
func need(ts *testscript.TestScript, args []string, n int, usage string) {
	if len(args) < n {
		ts.Fatalf("usage: %s", usage)
	}
}

// state is what the commands of one script share.
type state struct {
	servers    servers
	took       time.Duration
	background []*exec.Cmd // as it was when last remembered
}

type stateKey struct{}

func stateOf(ts *testscript.TestScript) *state { return ts.Value(stateKey{}).(*state) }

func setUp(env *testscript.Env) error {
	env.Values[stateKey{}] = &state{servers: newServers(env)}
	env.Setenv("GORACE", "atexit_sleep_ms=0") // else each run without conflicts takes a second more
	return nil
}

// program runs redis-full-check and returns its exit status.
func program(ts *testscript.TestScript, args []string) int {
	started := time.Now()
	err := ts.Exec("redis-full-check", args...)
	stateOf(ts).took = time.Since(started)
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		ts.Fatalf("%v", err)
	}
	if strings.Contains(ts.ReadFile("stderr"), "DATA RACE") {
		ts.Fatalf("a data race")
	}
	if failed != nil {
		return failed.ExitCode()
	}
	return 0
}

func cmdRun(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 1, "run STATUS ARG...")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := program(ts, args[1:]); got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func cmdMistake(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 1, "mistake PATTERN ARG...")
	before := listing(ts)
	status := program(ts, args[1:])
	says := ts.ReadFile("stderr")
	if status != 2 || ts.ReadFile("stdout") != "" || strings.Count(says, "\n") != 1 || !strings.HasPrefix(says, "redis-full-check: ") {
		ts.Fatalf("exit status %d, want 2 and one line on stderr", status)
	}
	if !regexp.MustCompile("(?m)" + args[0]).MatchString(says) {
		ts.Fatalf("no match for %q", args[0])
	}
	if after := listing(ts); !slices.Equal(before, after) {
		ts.Fatalf("files before: %q, after: %q", before, after)
	}
}

// listing is the names in the script's directory.
func listing(ts *testscript.TestScript) []string {
	entries, err := os.ReadDir(ts.MkAbs("."))
	ts.Check(err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func cmdTook(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 2, "took MIN MAX")
	low, err := time.ParseDuration(args[0])
	ts.Check(err)
	high, err := time.ParseDuration(args[1])
	ts.Check(err)
	if took := stateOf(ts).took; took < low || took > high {
		ts.Fatalf("it took %v", took)
	}
}

// varies is what no two runs print alike, and the word for it. SCAN may return
// a key more than once, so even the number of keys is not always the same.
func varies() map[string]string {
	return map[string]string{
		`(in \d+\srounds?),\s[0-9.hms]+\.`:        `$1, TIME.`,
		`(?m)(^|")THE SAME: [0-9,]+ of [0-9,]+ k`: `${1}THE SAME: N of N k`,
		`version=\S+`:                     `version=VERSION`,
		`\S+/redis-full-check-demo-\d+/`:  `FOLDER/`,
		`(\d+) of [0-9,]+ (keys? differ)`: `$1 of N $2`,
		`[0-9,]+ keys? compared`:          `N keys compared`,
		`time=\S+`:                        `time=TIME`,
		`redis [0-9]+\.[0-9.]+`:           `redis VERSION`,
		`127\.0\.0\.1:\d+`:                `ADDRESS`,
	}
}

func cmdTidy(ts *testscript.TestScript, _ bool, _ []string) {
	for from, to := range map[string]string{"stdout": "screen", "stderr": "log"} {
		text := stateOf(ts).servers.rename(ts.ReadFile(from))
		for pattern, word := range varies() {
			text = regexp.MustCompile(pattern).ReplaceAllString(text, word)
		}
		ts.Check(os.WriteFile(ts.MkAbs(to), []byte(text), 0o600))
	}
}

func cmdSQL(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 2, "sql FILE QUERY")
	ts.Check(query(ts, "file:"+ts.MkAbs(args[0])+"?mode=ro", args[1]))
}

func cmdMake(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 2, "make FILE STATEMENT")
	ts.Check(query(ts, "file:"+ts.MkAbs(args[0]), args[1]))
}

func query(ts *testscript.TestScript, name, text string) error {
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.QueryContext(context.Background(), text)
	if err != nil {
		return err
	}
	defer rows.Close()
	out := ts.Stdout() // even without rows it takes the place of the output before
	for rows.Next() {
		line, err := row(rows)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, line)
	}
	return rows.Err()
}

func row(rows *sql.Rows) (string, error) {
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	cells, places := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range cells {
		places[i] = &cells[i]
	}
	err = rows.Scan(places...)
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = c.String
	}
	return strings.Join(texts, "|"), err
}

func cmdAwait(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 2, "await FILE PATTERN")
	stateOf(ts).background = ts.BackgroundCmds()
	pattern, deadline := regexp.MustCompile(args[1]), time.Now().Add(20*time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for time.Now().Before(deadline) {
		if text, err := os.ReadFile(ts.MkAbs(args[0])); err == nil && pattern.Match(text) {
			return
		}
		<-tick.C
	}
	ts.Fatalf("waited in vain for %q in %s", args[1], args[0])
}

func cmdSignal(signal os.Signal) scriptCommand {
	return func(ts *testscript.TestScript, _ bool, _ []string) {
		s := stateOf(ts)
		s.background = ts.BackgroundCmds()
		for _, c := range s.background {
			ts.Check(c.Process.Signal(signal))
		}
	}
}

// cmdInsist ends when there is nobody left to hear it.
func cmdInsist(ts *testscript.TestScript, _ bool, _ []string) {
	s := stateOf(ts)
	s.background = ts.BackgroundCmds()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for _, c := range s.background {
		for c.Process.Signal(os.Interrupt) == nil {
			<-tick.C
		}
	}
}

// cmdEnded follows `wait`, so the state of the process is there.
func cmdEnded(ts *testscript.TestScript, _ bool, args []string) {
	need(ts, args, 1, "ended STATUS")
	for _, c := range stateOf(ts).background {
		if got := strconv.Itoa(c.ProcessState.ExitCode()); got != args[0] {
			ts.Fatalf("exit status %s, want %s", got, args[0])
		}
	}
}
