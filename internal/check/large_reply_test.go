package check_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// tooMuch is the beginning of a string of 3 GB.
const tooMuch = "$3221225472\r\n"

// TestTooLargeValue lists the key as unverified whose value no connection holds,
// and compares the others.
func TestTooLargeValue(t *testing.T) {
	_, proxies, want := seeded(t, 100)
	proxies[1].AnswerWith("HRANDFIELD", func(args []string) string {
		if args[1] == "h:k:42" {
			return tooMuch
		}
		return ""
	})
	proxies[1].AnswerWith("HSCAN", func(args []string) string {
		if args[1] == "h:k:42" {
			return tooMuch
		}
		return ""
	})
	proxies[1].AnswerWith("HMGET", func(args []string) string {
		if args[1] == "h:k:42" {
			return tooMuch
		}
		return ""
	})
	got := run(t, proxies[0].Addr, proxies[1].Addr, options())
	if got.err != nil || !slices.Equal(got.conflicts, want) || !slices.Equal(got.unverified, []string{"h:k:42"}) {
		t.Errorf("error %v\nunverified %q\ngot  %q\nwant %q", got.err, got.unverified, got.conflicts, want)
	}
}

// TestTooLargePage asks for less where a page is too large.
func TestTooLargePage(t *testing.T) {
	_, proxies, want := seeded(t, 100)
	proxies[0].Answer("HRANDFIELD", tooMuch, redistest.After(60), redistest.Times(2))
	expect(t, run(t, proxies[0].Addr, proxies[1].Addr, options()), want)
}

// TestBrokenAnswer ends a run at once with a server that answers a question for a
// number with a string that has no end.
func TestBrokenAnswer(t *testing.T) {
	servers, proxies, _ := seeded(t, 100)
	do(t, servers[0], cmd("SET", "expires", "v", "PX", 3600000))
	source, target := connect(t, "source", proxies[0].Addr), connect(t, "target", proxies[1].Addr)
	proxies[1].Answer("PEXPIRETIME", tooMuch, redistest.After(10))
	got := runWith(t, source, target, options())
	if !errors.Is(got.err, redis.ErrGone) || !strings.Contains(got.err.Error(), "target "+proxies[1].Addr) ||
		!strings.Contains(got.err.Error(), "it answers PEXPIRETIME with more than 128 KB") {
		t.Errorf("error %v", got.err)
	}
}
