package redis_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestIntroduce tells servers who we are, and leaves the idle times of keys alone
// where that can be: Redis 7.2, Valkey.
func TestIntroduce(t *testing.T) {
	t.Parallel()
	for _, release := range redistest.Releases(t) {
		t.Run(release.String(), func(t *testing.T) {
			t.Parallel()
			server := release.Start(t)
			server.Do("SET", "k", "v")
			idle := func() int64 { return server.Do("OBJECT", "IDLETIME", "k").(int64) }
			for idle() < 2 {
				time.Sleep(100 * time.Millisecond)
			}
			p := readOnce(t, server.Addr)
			defer p.Close()
			if known := server.Since("6.2"); known != strings.Contains(server.Do("CLIENT", "LIST").(string), "name=redis-full-check ") {
				t.Errorf("named: %v", !known)
			}
			if server.Since("7.2") && idle() < 2 {
				t.Error("reading was taken for use")
			}
		})
	}
}

// readOnce reads a key, and returns the pipeline, whose connection is open.
func readOnce(t *testing.T, addr string) *redis.Pipeline {
	t.Helper()
	d, err := redis.Connect(t.Context(), options(addr))
	if err != nil {
		t.Fatal(err)
	}
	p := d.Pipeline()
	i := p.Add("GET", "k")
	if err := p.Exec(context.Background()); err != nil {
		t.Fatal(err)
	}
	if text, err := p.Reply(i).Text(); err != nil || string(text) != "v" {
		t.Errorf("GET: %q %v", text, err)
	}
	return p
}

// TestIntroduceNobody says nothing to what may be a proxy.
func TestIntroduceNobody(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr)
	server.Do("SET", "k", "v")
	readOnce(t, proxy.Addr).Close()
	if names := server.Do("CLIENT", "LIST").(string); strings.Contains(names, "name=redis-full-check ") {
		t.Error("a proxy was told CLIENT SETNAME")
	}
}
