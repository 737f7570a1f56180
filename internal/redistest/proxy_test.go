package redistest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// dialProxy returns a client with no retries, so that a test sees each failure.
func dialProxy(t *testing.T, p *Proxy, protocol int) *redis.Client {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: p.Addr, Protocol: protocol, MaxRetries: -1,
		ReadTimeout: 20 * time.Second, DialerRetries: 1, DisableIdentity: true, ContextTimeoutEnabled: true})
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func dialRaw(t *testing.T, p *Proxy) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", p.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	return conn
}

// pipeline sends GETs of keys "0" to n-1 and returns replies or errors as text.
func pipeline(c *redis.Client, n int) []string {
	p := c.Pipeline()
	for i := range n {
		p.Get(context.Background(), fmt.Sprint(i))
	}
	cmds, _ := p.Exec(context.Background()) // each command has its own error
	out := make([]string, n)
	for i, cmd := range cmds {
		out[i] = cmd.(*redis.StringCmd).Val()
		if err := cmd.Err(); err != nil {
			out[i] = err.Error()
		}
	}
	return out
}

func numbers(s *Server, n int) []string {
	want := make([]string, n)
	for i := range n {
		s.Do("SET", i, i)
		want[i] = fmt.Sprint(i)
	}
	return want
}

func expect(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestProxyKeepsOrder(t *testing.T) {
	s := Start(t)
	want := numbers(s, 10)
	for _, protocol := range []int{2, 3} {
		p := NewProxy(t, s.Addr)
		p.Refuse("get", "ERR not today", Times(2), Key("3"))
		p.Answer("GET", "$5\r\nlocal\r\n", Key("9"))
		p.AnswerWith("GET", func([]string) string { return "" }, Key("5"))
		want[3], want[9] = "ERR not today", "local"
		c := dialProxy(t, p, protocol)
		expect(t, pipeline(c, 10), want)
		expect(t, pipeline(c, 10), want)
		want[3] = "3"
		expect(t, pipeline(c, 10), want)
		p.Allow("GET")
		want[9] = "9"
		expect(t, pipeline(c, 10), want)
	}
}

func TestProxyPassesEverything(t *testing.T) {
	pair := Pair(t, "--enable-debug-command", "local")
	p := NewProxy(t, pair[0].Addr)
	c := dialProxy(t, p, 3)
	Seed(t, c, 1200, 5)
	Seed(t, pair[1].Client(0), 1200, 5)
	if a, b := pair[0].Do("DEBUG", "DIGEST"), pair[1].Do("DEBUG", "DIGEST"); a != b {
		t.Errorf("digests %v and %v", a, b)
	}
	big := strings.Repeat("x", 9<<20)
	c.Set(context.Background(), "big", big, 0)
	if got := c.Get(context.Background(), "big").Val(); got != big {
		t.Errorf("a value of %d bytes came back with %d", len(big), len(got))
	}
}

func TestProxyPassesReplication(t *testing.T) {
	pair := Pair(t)
	Seed(t, pair[0].Client(0), 100, 5)
	p := NewProxy(t, pair[0].Addr)
	_, port, _ := net.SplitHostPort(p.Addr)
	pair[1].Do("SLAVEOF", "127.0.0.1", port)
	awaitSynced(t, pair[1], pair[0])
	pair[0].Do("SET", "later", "write")
	awaitSynced(t, pair[1], pair[0])
	if pair[1].Do("GET", "later") != "write" {
		t.Error("a write after the synchronisation got lost")
	}
}

func TestProxyPassesMessages(t *testing.T) {
	s := Start(t)
	for _, protocol := range []int{2, 3} {
		c := dialProxy(t, NewProxy(t, s.Addr), protocol)
		sub := c.Subscribe(context.Background(), "a", "b")
		for range 2 {
			if _, err := sub.ReceiveTimeout(context.Background(), time.Second); err != nil {
				t.Fatal(err)
			}
		}
		s.Do("PUBLISH", "b", "hello")
		if m, err := sub.ReceiveMessage(context.Background()); err != nil || m.Payload != "hello" {
			t.Errorf("%v, %v", m, err)
		}
		_ = sub.Close()
	}
}

func TestProxyDelayIsLatencyNotBandwidth(t *testing.T) {
	s := Start(t)
	want := numbers(s, 200)
	p := NewProxy(t, s.Addr)
	c := dialProxy(t, p, 2)
	pipeline(c, 1)
	p.Delay(40 * time.Millisecond)
	start := time.Now()
	expect(t, pipeline(c, 200), want)
	took := time.Since(start)
	if took < 80*time.Millisecond || took > 3*time.Second {
		t.Errorf("200 commands in one pipeline took %v", took)
	}
	p.Answer("GET", "+x\r\n")
	start = time.Now()
	pipeline(c, 1)
	if took := time.Since(start); took < 80*time.Millisecond {
		t.Errorf("the proxy's own answer took %v", took)
	}
}

func TestProxyHangUp(t *testing.T) {
	s := Start(t)
	want := numbers(s, 4)
	p := NewProxy(t, s.Addr)
	p.HangUp("get", Key("2"), Times(1))
	conn := dialRaw(t, p)
	fmt.Fprint(conn, "GET 0\r\nGET 1\r\nGET 2\r\nGET 3\r\n")
	if got, err := io.ReadAll(conn); string(got) != "$1\r\n0\r\n$1\r\n1\r\n" || err != nil {
		t.Errorf("read %q, %v", got, err)
	}
	expect(t, pipeline(dialProxy(t, p, 2), 4), want)
}

func TestProxyCut(t *testing.T) {
	s := Start(t)
	s.Do("SET", "key", strings.Repeat("x", 1000))
	p := NewProxy(t, s.Addr)
	conn := dialRaw(t, p)
	p.CutAfter(100)
	fmt.Fprint(conn, "GET key\r\n")
	got, _ := io.ReadAll(conn) // it may end with a reset
	if want := "$1000\r\n" + strings.Repeat("x", 93); string(got) != want {
		t.Errorf("%d bytes before the cut: %q", len(got), got)
	}
	conn = dialRaw(t, p)
	fmt.Fprint(conn, "PING\r\n")
	if _, err := io.ReadFull(conn, make([]byte, 7)); err != nil {
		t.Errorf("after the cut: %v", err)
	}
	eventually(t, "the first connection to be gone", func() bool { return p.Connections() == 1 })
	p.CutAll()
	if n, err := conn.Read(make([]byte, 1)); n > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("CutAll left a connection")
	}
}

func TestProxyBlackhole(t *testing.T) {
	s := Start(t)
	p := NewProxy(t, s.Addr)
	conn := dialRaw(t, p)
	p.Blackhole(true)
	fmt.Fprint(conn, "PING\r\n")
	_ = conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	buf := make([]byte, 100)
	if n, err := conn.Read(buf); err == nil {
		t.Fatalf("read %q", buf[:n])
	}
	p.Blackhole(false)
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	if n, err := conn.Read(buf); string(buf[:n]) != "+PONG\r\n" {
		t.Errorf("read %q, %v", buf[:n], err)
	}
	p.Blackhole(true) // and the test must end all the same
}

func TestProxyCounts(t *testing.T) {
	s := Start(t)
	p := NewProxy(t, s.Addr)
	c := dialProxy(t, p, 2)
	p.Record(2)
	ctx := context.Background()
	c.Ping(ctx)
	p.Record(2)
	for range 3 {
		c.Do(ctx, "config", "get", "port")
	}
	c.Do(ctx, "CONFIG", "RESETSTAT")
	if p.Count("config get") != 3 || p.Count("CONFIG") != 4 || p.Count("GET") != 0 {
		t.Errorf("%d, %d, %d", p.Count("config get"), p.Count("CONFIG"), p.Count("GET"))
	}
	if got := p.Commands(); !slices.Contains(got, "PING") || !slices.Contains(got, "CONFIG GET") {
		t.Errorf("commands %q", got)
	}
	if got := fmt.Sprint(p.Log()); got != "[[config get port] [config get port]]" {
		t.Errorf("log %s", got)
	}
}

func TestProxyAfter(t *testing.T) {
	s := Start(t)
	p := NewProxy(t, s.Addr)
	p.Refuse("GET", "LOADING wait", After(2), Times(1))
	expect(t, pipeline(dialProxy(t, p, 2), 4), []string{"redis: nil", "redis: nil", "LOADING wait", "redis: nil"})
}

func TestProxyOfADeadServer(t *testing.T) {
	s := Start(t)
	p := NewProxy(t, s.Addr)
	c := dialProxy(t, p, 2)
	c.Ping(context.Background())
	s.Kill()
	for range 2 {
		if err := c.Ping(context.Background()).Err(); err == nil {
			t.Error("a dead server answers")
		}
	}
	s.Restart()
	if err := c.Ping(context.Background()).Err(); err != nil {
		t.Errorf("after a restart: %v", err)
	}
}
