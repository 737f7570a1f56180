package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// nasty is what a hostile server says: it clears a terminal, and turns text
// round.
const nasty = "\x1b[2J\u009b31m\u202egone\u200b\xff"

// TestWhatServersSayIsCleaned has such words in INFO, errors, key names and
// types, and looks at the screen, the log, the metrics and the lines.
func TestWhatServersSayIsCleaned(t *testing.T) {
	servers := redistest.Pair(t)
	for i, s := range servers {
		s.Do("SET", nasty, i)
		s.Do("SET", "unread", i)
		s.Do("HSET", "typed"+nasty, "f"+nasty, i)
	}
	bulk := func(text string) string { return fmt.Sprintf("$%d\r\n%s\r\n", len(text), text) }
	var doors [2]*redistest.Proxy
	for i, s := range servers {
		doors[i] = redistest.NewProxy(t, s.Addr)
		doors[i].Answer("INFO", bulk("redis_version:7.0"+nasty+"\r\nserver_name:"+nasty+"\r\nrole:"+nasty+"\r\n"))
		doors[i].Answer("TYPE typed"+nasty, "+"+nasty+"\r\n")
	}
	doors[1].Answer("GETRANGE unread", "-ERR "+nasty+"\r\n")
	log, lines := filepath.Join(t.TempDir(), "x.log"), filepath.Join(t.TempDir(), "lines")
	got, _ := runAll(t, "-s", doors[0].Addr, "-t", doors[1].Addr, "--log", log, "--metric", "--result", lines, "--retry-for=1s")
	for _, file := range []string{log, lines} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		clean(t, string(text))
	}
	clean(t, got.stdout)
	if got.status != exitDifferent && got.status != exitIncomplete {
		t.Errorf("%+v", got)
	}
	doors[1].Answer("PING", "-ERR "+nasty+"\r\n")
	doors[1].Answer("INFO", "-NOAUTH "+nasty+"\r\n")
	got, _ = runAll(t, "-s", doors[0].Addr, "-t", doors[1].Addr, "--log", log, "--retry-for=1s")
	if clean(t, got.stderr); got.status != exitTrouble || !strings.Contains(got.stderr, `\x1b[2J\xc2\x9b31m`) {
		t.Errorf("%+v", got)
	}
}

// clean fails if a text does more to a terminal than to show itself.
func clean(t *testing.T, text string) {
	t.Helper()
	bad := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, bad) {
		t.Errorf("not clean: %q", text)
	}
}
