package redis_test

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// trouble is what happens to a command for a moment.
func trouble() map[string]func(p *redistest.Proxy, command string, times int) {
	refuse := func(words string) func(*redistest.Proxy, string, int) {
		return func(p *redistest.Proxy, command string, times int) { p.Refuse(command, words, redistest.Times(times)) }
	}
	return map[string]func(p *redistest.Proxy, command string, times int){
		"full":          refuse("ERR max number of clients reached"),
		"loading":       refuse("LOADING Redis is loading the dataset in memory"),
		"unknown words": refuse("ERR router is not online"),
		"hangs up":      func(p *redistest.Proxy, command string, times int) { p.HangUp(command, redistest.Times(times)) },
	}
}

// TestMoment takes no error of a moment for an absence: what is found at last is
// what is found without it.
func TestMoment(t *testing.T) {
	s := redistest.Start(t)
	for _, db := range []int{0, 3} {
		s.Client(db).Set(t.Context(), "k", "v", 0)
	}
	for name, cause := range trouble() {
		for _, refused := range []string{"", "INFO"} {
			for _, command := range []string{"INFO", "SELECT", "DBSIZE", "MGET", "TYPE", "XINFO", "HPEXPIRETIME", "EXISTS", "SCAN", "GETRANGE"} {
				p := redistest.NewProxy(t, s.Addr)
				if refused != "" {
					p.Refuse(refused, "NOPERM this user has no permissions to run the 'info' command")
				}
				cause(p, command, 3)
				d, err := redis.Connect(t.Context(), options(p.Addr))
				if err != nil {
					t.Errorf("%s, %s: %v", name, command, err)
					continue
				}
				if got := d.Server().Numbers(); fmt.Sprint(got) != "[0 3]" {
					t.Errorf("%s, %s refused, %s: databases %v", name, refused, command, got)
				}
				for _, c := range []string{"MGET", "TYPE", "XINFO STREAM", "EXISTS", "SCAN", "GETRANGE"} {
					if !d.Has(c) {
						t.Errorf("%s, %s: it lacks %s: %v", name, command, c, d.Refusal(c))
					}
				}
			}
		}
	}
}

// TestFull waits for a place on a server that has none left, with a password and
// without, and through sentinels.
func TestFull(t *testing.T) {
	for _, args := range [][]string{nil, {"--requirepass", "pw"}} {
		s := redistest.Start(t, append(args, "--maxclients", "2")...)
		s.Do("PING") // takes one place, and keeps it
		var taken []net.Conn
		for range 2 {
			c, err := net.Dial("tcp", s.Addr)
			if err != nil {
				t.Fatal(err)
			}
			taken = append(taken, c)
		}
		timer := time.AfterFunc(300*time.Millisecond, func() {
			for _, c := range taken {
				c.Close()
			}
		})
		defer timer.Stop()
		o := options(s.Addr)
		o.RetryFor = 20 * time.Second
		if args != nil {
			o.Password = resp.NewSecret("pw")
		}
		d, err := redis.Connect(t.Context(), o)
		if err != nil || d.Server().RunID == "" {
			t.Errorf("%q: %v", args, err)
		}
	}
}

// TestFullLater is put off in the middle of a run.
func TestFullLater(t *testing.T) {
	s := redistest.Start(t)
	s.Do("SET", "k", "v")
	p := redistest.NewProxy(t, s.Addr)
	d, err := redis.Connect(t.Context(), options(p.Addr))
	if err != nil {
		t.Fatal(err)
	}
	p.Refuse("GET", "ERR max number of clients reached", redistest.Times(2))
	pipeline := d.Pipeline()
	defer pipeline.Close()
	pipeline.Add("GET", "k")
	if err := pipeline.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := pipeline.Reply(0).Text(); string(got) != "v" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestDefinite asks for what is refused for good no longer than it takes to be
// sure.
func TestDefinite(t *testing.T) {
	s := redistest.Start(t)
	for name, refuse := range map[string]func(*redistest.Proxy, string){
		"in words":         func(p *redistest.Proxy, c string) { p.Refuse(c, "ERR unknown command") },
		"in its own words": func(p *redistest.Proxy, c string) { p.Refuse(c, "ERR do not do that here") },
		"by hanging up":    func(p *redistest.Proxy, c string) { p.HangUp(c) },
	} {
		p := redistest.NewProxy(t, s.Addr)
		for _, c := range []string{"INFO", "SELECT", "DBSIZE", "SCAN", "MGET", "XINFO"} {
			refuse(p, c)
		}
		o := options(p.Addr)
		o.RetryFor = time.Minute
		d, err := redis.Connect(t.Context(), o)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d.Has("MGET") || d.Has("XINFO STREAM") || !d.Has("TYPE") {
			t.Errorf("%s: MGET %v, XINFO STREAM %v, TYPE %v", name, d.Refusal("MGET"), d.Refusal("XINFO STREAM"), d.Refusal("TYPE"))
		}
		contains(t, d.Server().String(), "db0=?", "only database 0")
		if err := d.Select(t.Context(), []int{0, 1}); err == nil || !strings.Contains(err.Error(), "select database 1") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDatabasesWithoutInfo finds databases beyond the sixteen that servers have by
// default, and knows a server that ignores SELECT, or takes any number.
func TestDatabasesWithoutInfo(t *testing.T) {
	s := redistest.Start(t, "--databases", "300")
	s.Client(0).Set(t.Context(), "k", "v", 0)
	s.Client(222).Set(t.Context(), "k", "v", 0)
	find := func(also func(*redistest.Proxy)) *redis.Deployment {
		p := redistest.NewProxy(t, s.Addr)
		p.Refuse("INFO", "ERR unknown command")
		also(p)
		d, err := redis.Connect(t.Context(), options(p.Addr))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	contains(t, find(func(*redistest.Proxy) {}).Server().String(), "db0=1 db222=1")
	contains(t, find(func(p *redistest.Proxy) { p.Refuse("DBSIZE", "ERR unknown command") }).Server().String(), "db0=? db222=?")
	ignores := find(func(p *redistest.Proxy) { p.Answer("SELECT", "+OK\r\n") })
	contains(t, ignores.Server().String(), "db0=1 (only database 0")
	if err := ignores.Select(t.Context(), []int{1}); err == nil {
		t.Error("a SELECT that does nothing is believed")
	}
	far := redistest.When(func(args []string) bool { return len(args[1]) > 3 })
	endless := find(func(p *redistest.Proxy) {
		p.AnswerWith("DBSIZE", func([]string) string { return "" })
		p.Answer("SELECT", "+OK\r\n", far)
		p.Answer("DBSIZE", ":0\r\n", redistest.After(2), redistest.Times(1))
	})
	if got := endless.Server().Numbers(); len(got) < 2 {
		t.Errorf("databases %v", got)
	}
}

// TestSelectMany tries many databases in a moment, over one connection.
func TestSelectMany(t *testing.T) {
	s := redistest.Start(t, "--databases", "20000")
	p := redistest.NewProxy(t, s.Addr)
	d, err := redis.Connect(t.Context(), options(p.Addr))
	if err != nil {
		t.Fatal(err)
	}
	all := make([]int, 20000)
	for i := range all {
		all[i] = i
	}
	if err := d.Select(t.Context(), all); err != nil {
		t.Error(err)
	}
	if err := d.Select(t.Context(), []int{1, 20000}); err == nil || !strings.Contains(err.Error(), "select database 20000") {
		t.Error(err)
	}
}

// TestStrangers says in one diagnosis what answers in the place of Redis.
func TestStrangers(t *testing.T) {
	for _, c := range []struct{ says, words string }{
		{"HTTP/1.1 400 Bad Request\r\n\r\n", "an HTTP server"},
		{"J\x00\x00\x00\n8.0.36\x00abc", "a MySQL server"},
		{"\x15\x03\x01\x00\x02\x02\x46", "wants TLS"},
		{"SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"},
		{"220 mail ESMTP\r\n", "this is no Redis server"},
		{"", "it hangs up; perhaps it wants TLS"},
	} {
		got := say(t, options(speaker(t, c.says)))
		contains(t, got, "error", c.words)
		if strings.Count(got, ": ") > 3 {
			t.Errorf("more than one diagnosis: %s", got)
		}
	}
}

// speaker is the address of a server that says one thing to everybody.
func speaker(t *testing.T, says string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 100))
			_, _ = c.Write([]byte(says))
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().String()
}

// TestAstray gives no password to an address that a single server names.
func TestAstray(t *testing.T) {
	s, other := redistest.Start(t, "--requirepass", "pw"), redistest.Start(t)
	p, thief := redistest.NewProxy(t, s.Addr), redistest.NewProxy(t, other.Addr)
	o := options(p.Addr)
	o.Password = resp.NewSecret("pw")
	d, err := redis.Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"MOVED 1 ", "ASK 1 "} {
		p.Refuse("GET", words+thief.Addr)
		pipeline := d.Pipeline()
		pipeline.Add("GET", "k")
		err = pipeline.Exec(t.Context())
		if err == nil || !strings.Contains(err.Error(), "node of a cluster") {
			t.Errorf("%s: %v", words, err)
		}
		pipeline.Close()
	}
	if got := thief.Commands(); len(got) > 0 {
		t.Errorf("it was told %q", got)
	}
}

// TestUnsynced does not take a replica that never had its master's data for an
// empty server, at the start and behind a new connection.
func TestUnsynced(t *testing.T) {
	master := redistest.Start(t)
	master.Do("SET", "k", "v")
	lost := redistest.Start(t, "--replicaof", "127.0.0.1 1")
	contains(t, say(t, options(lost.Addr)), "error", "not ready", "first sync")
	replica := redistest.Replica(t, master)
	d, err := redis.Connect(t.Context(), options(replica.Addr))
	if err != nil {
		t.Fatal(err)
	}
	pipeline := d.Pipeline()
	defer pipeline.Close()
	master.Kill()
	replica.Restart()
	replica.Do("REPLICAOF", "127.0.0.1", "1")
	pipeline.Add("GET", "k")
	if err := pipeline.Exec(t.Context()); err == nil || !strings.Contains(err.Error(), "first sync") {
		t.Errorf("got %v and %q", err, pipeline.Reply(0))
	}
}
