package check_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// refusals are the ways in which a proxy does not run a command.
func refusals() map[string]func(p *redistest.Proxy, command string) {
	return map[string]func(p *redistest.Proxy, command string){
		"in Redis' words": func(p *redistest.Proxy, c string) { p.Refuse(c, "ERR unknown command '"+c+"'") },
		"in its words":    func(p *redistest.Proxy, c string) { p.Refuse(c, "invalid request: unsupported command") },
		"for the user": func(p *redistest.Proxy, c string) {
			p.Refuse(c, "NOPERM this user has no permissions to run the '"+c+"' command")
		},
		"by hanging up": func(p *redistest.Proxy, c string) { p.HangUp(c) },
	}
}

// TestProxyRefuses loses speed, or says which keys it could not read, but
// never takes a key for equal that is not.
func TestProxyRefuses(t *testing.T) {
	servers, _, want := seeded(t, 30)
	for _, s := range servers {
		do(t, s, cmd("ZADD", "z", "1.5", "a"), cmd("SADD", "s", "a"), cmd("XADD", "x", "1-1", "f", "v"), cmd("RPUSH", "l", "a"))
	}
	do(t, servers[1], cmd("SADD", "s", "b"))
	want = append(want, `db0 "s" set value 1/2 b=lack_source`)
	slices.Sort(want)
	free := []string{"HELLO", "CLIENT", "INFO", "SELECT", "DBSIZE", "MGET", "HRANDFIELD", "HSCAN", "SRANDMEMBER", "SSCAN",
		"SMISMEMBER", "ZMSCORE", "PEXPIRETIME", "HPEXPIRETIME", "XINFO STREAM FULL", "DUMP"}
	dear := map[string]int{"HRANDFIELD HSCAN": 30, "ZSCAN": 1, "LRANGE": 1, "XRANGE": 0, "PTTL": 0}
	for way, refuse := range refusals() {
		t.Run(way, func(t *testing.T) {
			for _, c := range free {
				for side := range servers {
					proxies := [2]*redistest.Proxy{redistest.NewProxy(t, servers[0].Addr), redistest.NewProxy(t, servers[1].Addr)}
					refuse(proxies[side], c)
					got := run(t, proxies[0].Addr, proxies[1].Addr, options())
					if got.err != nil || len(got.unverified) > 0 || !slices.Equal(got.conflicts, want) {
						t.Errorf("%s, side %d: error %v, unverified %q, conflicts %q", c, side, got.err, got.unverified, got.conflicts)
					}
				}
			}
			for commands, keys := range dear {
				proxy := redistest.NewProxy(t, servers[1].Addr)
				for _, c := range strings.Fields(commands) {
					refuse(proxy, c)
				}
				got := run(t, servers[0].Addr, proxy.Addr, options())
				if got.err != nil || len(got.unverified) != keys || !slices.Equal(got.conflicts, want) {
					t.Errorf("%s: error %v, unverified %q, conflicts %q", commands, got.err, got.unverified, got.conflicts)
				}
			}
		})
	}
}

// TestProxyWithoutScan cannot be swept, and says so.
func TestProxyWithoutScan(t *testing.T) {
	servers, _, want := seeded(t, 30)
	for way, refuse := range refusals() {
		t.Run(way, func(t *testing.T) {
			proxy := redistest.NewProxy(t, servers[0].Addr)
			refuse(proxy, "SCAN")
			got := run(t, proxy.Addr, servers[1].Addr, options())
			if got.err == nil || !strings.Contains(got.err.Error(), "SCAN") {
				t.Errorf("error %v", got.err)
			}
			expect(t, run(t, servers[0].Addr, servers[1].Addr, options()), want)
		})
	}
}

// TestTwemproxy checks against a real proxy, which has neither INFO nor SCAN
// nor SELECT and hangs up on what it does not know.
func TestTwemproxy(t *testing.T) {
	binary, err := exec.LookPath("nutcracker")
	if err != nil {
		t.Skip("nutcracker is not installed; CI installs it")
	}
	servers, _, want := seeded(t, 60)
	addr, stats := freeAddr(t, servers[1]), freeAddr(t, servers[1])
	config := filepath.Join(t.TempDir(), "nutcracker.yml")
	text := fmt.Sprintf("alpha:\n  listen: %s\n  hash: fnv1a_64\n  distribution: ketama\n  redis: true\n  servers:\n   - %s:1\n", addr, servers[1].Addr)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, statsPort, _ := strings.Cut(stats, ":")
	c := exec.Command(binary, "-c", config, "-a", "127.0.0.1", "-s", statsPort)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Process.Kill(); _ = c.Wait() }()
	source := connect(t, "source", servers[0].Addr)
	var target *redis.Deployment
	redistest.Eventually(t, "for the proxy to serve", func() bool {
		target, err = redis.Connect(t.Context(), redis.Options{Name: "target", Address: addr, RetryFor: 3 * time.Second})
		return err == nil
	})
	expect(t, runWith(t, source, target, options()), want)
	both := options()
	both.OneWay = false
	got := runWith(t, source, target, both)
	expect(t, got, want)
	if got.outcome.Target != check.TargetLeftOut {
		t.Errorf("the target's sweep: %q", got.outcome.Target)
	}
}

// TestTargetWithoutScan says that it did not look for keys that only the target has.
func TestTargetWithoutScan(t *testing.T) {
	servers, _, want := seeded(t, 30)
	do(t, servers[1], cmd("SET", "only", "v"))
	for way, refuse := range refusals() {
		t.Run(way, func(t *testing.T) {
			proxy := redistest.NewProxy(t, servers[1].Addr)
			refuse(proxy, "SCAN")
			o := options()
			o.OneWay = false
			got := run(t, servers[0].Addr, proxy.Addr, o)
			expect(t, got, want)
			if got.outcome.Target != check.TargetLeftOut {
				t.Errorf("the target's sweep: %q", got.outcome.Target)
			}
		})
	}
}

// freeAddr is an address that nobody listens on.
func freeAddr(t *testing.T, s *redistest.Server) string {
	t.Helper()
	p := redistest.NewProxy(t, s.Addr)
	p.Close()
	return p.Addr
}
