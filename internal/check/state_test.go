package check_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// library is the text of a library of functions.
func library(name, returns string) string {
	return fmt.Sprintf("#!lua name=%s\nredis.register_function('%s_f', function() return '%s' end)", name, name, returns)
}

// loadLibraries gives two servers libraries of which one is the same on both.
func loadLibraries(t *testing.T, source, target *redistest.Server) {
	do(t, source, cmd("FUNCTION", "LOAD", library("same", "1")), cmd("FUNCTION", "LOAD", library("other", "1")), cmd("FUNCTION", "LOAD", library("here", "1")))
	do(t, target, cmd("FUNCTION", "LOAD", library("same", "1")), cmd("FUNCTION", "LOAD", library("other", "2")), cmd("FUNCTION", "LOAD", library("there", "1")))
}

// besides runs a check and tells what it found besides keys.
func besides(t *testing.T, source, target string, o check.Options) (differences, leftOut []string, file []byte) {
	t.Helper()
	dir := t.TempDir()
	got := runIn(t, dir, connect(t, "source", source), connect(t, "target", target), o)
	if got.err != nil {
		t.Fatal(got.err)
	}
	path := filepath.Join(dir, fmt.Sprint("result.db.", o.Rounds))
	f, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	state, errState := f.State(t.Context(), 100)
	left, errLeft := f.NotCompared(t.Context(), 100)
	if errState != nil || errLeft != nil || got.summary.State != int64(len(state)) {
		t.Fatal(errState, errLeft, got.summary.State)
	}
	for _, s := range state {
		differences = append(differences, s.Kind+" "+s.Name+" "+s.Difference)
	}
	for _, l := range left {
		leftOut = append(leftOut, fmt.Sprintf("%s %s %d %s", l.What, l.Side, l.Times, l.Why))
	}
	file, err = os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return differences, leftOut, file
}

// TestFunctions compares libraries of functions by name and code.
func TestFunctions(t *testing.T) {
	servers := redistest.Pair(t)
	loadLibraries(t, servers[0], servers[1])
	want := []string{"function here on the source only", "function other differs", "function there on the target only"}
	got, left, _ := besides(t, servers[0].Addr, servers[1].Addr, options())
	if !slices.Equal(got, want) || left != nil {
		t.Errorf("%q, left out %q", got, left)
	}
	t.Run("late", func(t *testing.T) {
		o := options()
		o.Rounds, o.Interval = 2, 200*time.Millisecond
		timer := time.AfterFunc(100*time.Millisecond, func() {
			servers[1].Client(0).Do(t.Context(), "FUNCTION", "LOAD", "REPLACE", library("other", "1"))
			servers[1].Client(0).Do(t.Context(), "FUNCTION", "LOAD", library("here", "1"))
		})
		defer timer.Stop()
		if got, _, _ := besides(t, servers[0].Addr, servers[1].Addr, o); !slices.Equal(got, want[2:]) {
			t.Errorf("%q", got)
		}
	})
}

// TestFunctionsNotRead says what could not be compared, and takes it for nothing.
func TestFunctionsNotRead(t *testing.T) {
	servers := redistest.Pair(t)
	loadLibraries(t, servers[0], servers[1])
	proxy := redistest.NewProxy(t, servers[1].Addr)
	proxy.Refuse("FUNCTION LIST", "NOPERM this user has no permissions to run the 'function|list' command")
	got, left, _ := besides(t, servers[0].Addr, proxy.Addr, options())
	if got != nil || len(left) != 1 || !strings.HasPrefix(left[0], "functions target 1 FUNCTION LIST: NOPERM this user") {
		t.Errorf("%q, left out %q", got, left)
	}
	t.Run("hangs up", func(t *testing.T) {
		proxy := redistest.NewProxy(t, servers[0].Addr)
		proxy.HangUp("FUNCTION LIST")
		got, left, _ := besides(t, proxy.Addr, servers[1].Addr, options())
		if got != nil || len(left) != 1 || !strings.HasPrefix(left[0], "functions source") {
			t.Errorf("%q, left out %q", got, left)
		}
	})
	t.Run("both sides", func(t *testing.T) {
		var proxies [2]*redistest.Proxy
		for i, words := range []string{"ERR unknown command `FUNCTION`, with args beginning with: `LIST`, ", "ERR unknown command 'FUNCTION'"} {
			proxies[i] = redistest.NewProxy(t, servers[i].Addr)
			proxies[i].Refuse("FUNCTION LIST", words)
		}
		got, left, _ := besides(t, proxies[0].Addr, proxies[1].Addr, options())
		if want := "functions both 1 FUNCTION LIST: ERR unknown command"; got != nil || !slices.Equal(left, []string{want}) {
			t.Errorf("%q, left out %q", got, left)
		}
	})
	t.Run("older", func(t *testing.T) {
		proxy := redistest.NewProxy(t, servers[1].Addr)
		proxy.Refuse("FUNCTION LIST", "ERR unknown command `FUNCTION`, with args beginning with: `LIST`, ")
		info := strings.Replace(fmt.Sprint(servers[1].Do("INFO")), "redis_version:7.0", "redis_version:6.2", 1)
		proxy.AnswerWith("INFO", func([]string) string { return bulk(info) })
		got, left, _ := besides(t, servers[0].Addr, proxy.Addr, options())
		want := []string{"function here on the source only", "function other on the source only", "function same on the source only"}
		if !slices.Equal(got, want) || left != nil {
			t.Errorf("%q, left out %q", got, left)
		}
	})
}

// TestFunctionsOfClusters says which libraries not all nodes have.
func TestFunctionsOfClusters(t *testing.T) {
	source, target := redistest.Cluster(t, 3, 0), redistest.Start(t)
	for _, n := range source.Masters() {
		do(t, n, cmd("FUNCTION", "LOAD", library("same", "1")))
	}
	do(t, source.Masters()[1], cmd("FUNCTION", "LOAD", library("mixed", "1")))
	do(t, target, cmd("FUNCTION", "LOAD", library("same", "1")), cmd("FUNCTION", "LOAD", library("mixed", "1")))
	got, left, _ := besides(t, list(source), target.Addr, options())
	if want := []string{"function mixed not the same on all nodes of the source"}; !slices.Equal(got, want) || left != nil {
		t.Errorf("%q, left out %q", got, left)
	}
}

// TestUsers compares users and their rules where that is wanted, and keeps no
// password.
func TestUsers(t *testing.T) {
	servers := redistest.Pair(t)
	for i, s := range servers {
		do(t, s, cmd("ACL", "SETUSER", "same", "on", ">secret", "~a:*", "~b:*", "+get"),
			cmd("ACL", "SETUSER", "rules", "on", ">secret", "+get", []string{"+set", "-set"}[i]),
			cmd("ACL", "SETUSER", "password", "on", []string{">secret", ">other"}[i], "+get"),
			cmd("ACL", "SETUSER", []string{"here", "there"}[i], "on"))
	}
	if got, left, _ := besides(t, servers[0].Addr, servers[1].Addr, options()); got != nil || left != nil {
		t.Errorf("%q, left out %q", got, left)
	}
	o := options()
	o.ACL = true
	got, left, file := besides(t, servers[0].Addr, servers[1].Addr, o)
	want := []string{"user here on the source only", "user password differs", "user rules differs", "user there on the target only"}
	if !slices.Equal(got, want) || left != nil {
		t.Errorf("%q, left out %q", got, left)
	}
	for _, word := range []string{"secret", fmt.Sprintf("%x", sha256.Sum256([]byte("secret"))), "+get"} {
		if bytes.Contains(file, []byte(word)) {
			t.Errorf("the result file holds %q", word)
		}
	}
}
