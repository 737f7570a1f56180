package check_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// seeded starts two servers with the same keys, of which the target lacks some
// and has one changed, and a proxy before each.
func seeded(t *testing.T, n int) (servers [2]*redistest.Server, proxies [2]*redistest.Proxy, want []string) {
	t.Helper()
	servers = redistest.Pair(t)
	for i := range n {
		key := fmt.Sprintf("k:%d", i)
		do(t, servers[0], cmd("SET", key, "v"), cmd("HSET", "h:"+key, "f", "v"))
		if i%50 == 7 {
			want = append(want, fmt.Sprintf("db0 %q string lack_target 1/0", key))
		} else {
			do(t, servers[1], cmd("SET", key, "v"))
		}
		do(t, servers[1], cmd("HSET", "h:"+key, "f", "v"))
	}
	for i, s := range servers {
		proxies[i] = redistest.NewProxy(t, s.Addr)
	}
	slices.Sort(want)
	return servers, proxies, want
}

func expect(t *testing.T, got outcome, want []string) {
	t.Helper()
	if got.err != nil || len(got.unverified) > 0 || !slices.Equal(got.conflicts, want) {
		t.Errorf("error %v\nunverified %q\ngot  %q\nwant %q", got.err, got.unverified, got.conflicts, want)
	}
}

// TestNotNow waits for servers that answer later.
func TestNotNow(t *testing.T) {
	_, proxies, want := seeded(t, 100)
	proxies[0].Refuse("INFO", "LOADING Redis is loading the dataset in memory", redistest.Times(2))
	proxies[0].Refuse("SCAN", "LOADING Redis is loading the dataset in memory", redistest.Times(3))
	proxies[0].Refuse("GETRANGE", "MASTERDOWN Link with MASTER is down", redistest.Times(2))
	proxies[1].Refuse("HRANDFIELD", "BUSY Redis is busy running a script", redistest.Times(5))
	proxies[1].Refuse("TYPE", "TRYAGAIN Multiple keys request during rehashing of slot", redistest.Times(2))
	expect(t, run(t, proxies[0].Addr, proxies[1].Addr, options()), want)
}

// TestCut reads a batch again whose connection broke anywhere.
func TestCut(t *testing.T) {
	_, proxies, want := seeded(t, 100)
	for at := 0; at < 12000; at += 997 {
		source, target := connect(t, "source", proxies[0].Addr), connect(t, "target", proxies[1].Addr)
		proxies[at%2].CutAfter(at)
		expect(t, runWith(t, source, target, options()), want)
	}
}

// TestHangUp ends when a server hangs up on a command each time, and says so.
func TestHangUp(t *testing.T) {
	_, proxies, _ := seeded(t, 100)
	source, target := connect(t, "source", proxies[0].Addr), connect(t, "target", proxies[1].Addr)
	proxies[1].HangUp("HRANDFIELD", redistest.After(50))
	got := runWith(t, source, target, options())
	if !errors.Is(got.err, redis.ErrGone) || !strings.Contains(got.err.Error(), "target") {
		t.Errorf("got %v", got.err)
	}
}

// TestGone keeps what was found before a server fell silent.
func TestGone(t *testing.T) {
	_, proxies, want := seeded(t, 400)
	source, target := connect(t, "source", proxies[0].Addr), connect(t, "target", proxies[1].Addr)
	proxies[0].AnswerWith("SCAN", func([]string) string {
		proxies[1].Blackhole(true)
		return ""
	}, redistest.After(30))
	got := runWith(t, source, target, options())
	if !errors.Is(got.err, redis.ErrGone) {
		t.Errorf("got %v", got.err)
	}
	if n := len(got.conflicts); n == 0 || n > len(want) {
		t.Errorf("%d of %d conflicts were kept", n, len(want))
	}
}

// TestNotAllowed lists the keys that a user may not read, with the server's
// words, and takes none of them for equal.
func TestNotAllowed(t *testing.T) {
	servers, proxies, want := seeded(t, 100)
	servers[1].Do("ACL", "SETUSER", "default", "-hscan", "-hrandfield")
	got := run(t, servers[0].Addr, proxies[1].Addr, options())
	if got.err != nil || !slices.Equal(got.conflicts, want) || len(got.unverified) != 100 {
		t.Errorf("error %v, %d conflicts, %d unverified", got.err, len(got.conflicts), len(got.unverified))
	}
	if got.summary.Unverified != 100 {
		t.Errorf("the summary counts %d unverified keys", got.summary.Unverified)
	}
}

// TestChangesMeanwhile has keys vanish and change type between two commands.
func TestChangesMeanwhile(t *testing.T) {
	servers, proxies, want := seeded(t, 100)
	clients := [2]func(...any){}
	for i, s := range servers {
		c := s.Client(0)
		clients[i] = func(args ...any) { c.Do(t.Context(), args...) }
	}
	both := func(args ...any) {
		for _, do := range clients {
			do(args...)
		}
	}
	proxies[1].AnswerWith("GETRANGE", func(args []string) string {
		if args[1] == "k:10" {
			both("DEL", "k:10")
		}
		if args[1] == "k:11" {
			both("DEL", "k:11")
			both("RPUSH", "k:11", "a")
		}
		return ""
	})
	expect(t, run(t, proxies[0].Addr, proxies[1].Addr, options()), want)
}

// TestLagDisappears finds what was only late equal in a later round.
func TestLagDisappears(t *testing.T) {
	servers, _, want := seeded(t, 100)
	do(t, servers[1], cmd("DEL", "k:1"), cmd("HSET", "h:k:2", "f", "late", "g", "late"), cmd("SET", "h:k:3", "late"))
	o := options()
	o.Rounds, o.Interval = 3, 300*time.Millisecond
	timer := time.AfterFunc(150*time.Millisecond, func() {
		c := servers[1].Client(0)
		c.Set(t.Context(), "k:1", "v", 0)
		c.HDel(t.Context(), "h:k:2", "g")
		c.HSet(t.Context(), "h:k:2", "f", "v")
		c.Del(t.Context(), "h:k:3")
		c.HSet(t.Context(), "h:k:3", "f", "v")
	})
	defer timer.Stop()
	got := run(t, servers[0].Addr, servers[1].Addr, o)
	expect(t, got, want)
	if got.rounds != 3 {
		t.Errorf("%d rounds", got.rounds)
	}
}

// TestEndsEarly makes no round without anything to look at.
func TestEndsEarly(t *testing.T) {
	servers := redistest.Pair(t)
	o := options()
	o.Rounds, o.Interval = 5, time.Hour
	got := run(t, servers[0].Addr, servers[1].Addr, o)
	if expect(t, got, nil); got.rounds != 1 {
		t.Errorf("%d rounds", got.rounds)
	}
}

// TestDeletedOnBothSides takes a key that is gone from both sides for none, in
// every mode.
func TestDeletedOnBothSides(t *testing.T) {
	for mode := compare.FullValue; mode <= compare.Outline; mode++ {
		servers, _, want := seeded(t, 20)
		do(t, servers[0], cmd("SET", "gone", "v"))
		o := options()
		o.Mode, o.Rounds, o.Interval = mode, 2, 300*time.Millisecond
		timer := time.AfterFunc(150*time.Millisecond, func() { servers[0].Client(0).Del(t.Context(), "gone") })
		expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want)
		timer.Stop()
	}
}

// TestEveryDatabase looks at all databases, or those that were asked for.
func TestEveryDatabase(t *testing.T) {
	servers := redistest.Pair(t)
	for db := range 4 {
		servers[0].Client(db).Set(t.Context(), "k", "v", 0)
	}
	servers[1].Client(1).Set(t.Context(), "k", "v", 0)
	want := []string{`db0 "k" string lack_target 1/0`, `db2 "k" string lack_target 1/0`, `db3 "k" string lack_target 1/0`}
	expect(t, run(t, servers[0].Addr, servers[1].Addr, options()), want)
	o := options()
	o.DBs = []int{1, 3}
	expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want[2:])
}

// TestRestart sweeps again from the start when the source was restarted, since
// its cursors are of no use any more.
func TestRestart(t *testing.T) {
	servers, proxies, want := seeded(t, 1000)
	source, target := connect(t, "source", proxies[0].Addr), connect(t, "target", servers[1].Addr)
	reached := make(chan bool)
	proxies[0].AnswerWith("SCAN", func([]string) string {
		close(reached)
		return ""
	}, redistest.After(40), redistest.Times(1))
	result := make(chan outcome)
	go func() { result <- runWith(t, source, target, options()) }()
	<-reached
	servers[0].Do("SAVE")
	servers[0].Restart()
	expect(t, <-result, want)
}

// TestDatabaseMissing says before the run that the target lacks a database.
func TestDatabaseMissing(t *testing.T) {
	source, target := redistest.Start(t), redistest.Start(t, "--databases", "2")
	source.Client(0).Set(t.Context(), "k", "v", 0)
	source.Client(3).Set(t.Context(), "k", "v", 0)
	proxy := redistest.NewProxy(t, source.Addr)
	got := run(t, proxy.Addr, target.Addr, options())
	var missing redis.NoDatabase
	if !errors.As(got.err, &missing) || missing.DB != 3 || proxy.Count("GETRANGE") > 2 {
		t.Errorf("got %v", got.err)
	}
	o := options()
	o.DBs = []int{0}
	expect(t, run(t, source.Addr, target.Addr, o), []string{`db0 "k" string lack_target 1/0`})
}
