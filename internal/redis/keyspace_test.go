package redis_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

func connect(t *testing.T, addr string) *redis.Deployment {
	t.Helper()
	d, err := redis.Connect(t.Context(), options(addr))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func keyspace(t *testing.T, d *redis.Deployment) redis.Keyspace {
	t.Helper()
	k, err := d.Keyspace(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestKeyspace reads facts as they are now, not as they were.
func TestKeyspace(t *testing.T) {
	s := redistest.Start(t)
	d := connect(t, s.Addr)
	s.Do("SET", "a", "1")
	k := keyspace(t, d)
	n, found := k.Of(s.Addr)
	if !found || !n.Direct || !n.Swept || n.RunID == "" || n.DBs[0].Keys != 1 || k.KeysExpire(0) != redis.No || k.FieldsExpire(0) != redis.No {
		t.Errorf("%+v", k)
	}
	s.Do("PEXPIRE", "a", "3600000")
	s.Do("FLUSHDB")
	s.Do("SET", "a", "1", "PX", "3600000")
	s.Do("SET", "b", "1", "PX", "1")
	for s.Do("EXISTS", "b") == int64(1) { // which deletes it, once its time is over
		continue
	}
	after := keyspace(t, d)
	m, _ := after.Of(s.Addr)
	if m.RunID != n.RunID || m.Removed != n.Removed+1 || m.Flushes.DB != n.Flushes.DB+1 || after.KeysExpire(0) != redis.Yes || after.Keys([]int{0}) != 1 {
		t.Errorf("%+v", after)
	}
	if k.KeysExpire(0) != redis.No {
		t.Error("a fact changed")
	}
}

// TestKeyspaceOfCluster has the facts of each node, directly.
func TestKeyspaceOfCluster(t *testing.T) {
	c := redistest.Cluster(t, 3, 0)
	o := options(c.Nodes[0].Addr)
	o.Kind = redis.Auto
	d, err := redis.Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		c.Client().Set(t.Context(), fmt.Sprint("k", i), i, 0)
	}
	k := keyspace(t, d)
	if len(k.Nodes) != 3 || !k.Direct() || k.Keys([]int{0}) != 50 || k.KeysExpire(0) != redis.No {
		t.Errorf("%+v", k)
	}
	c.Client().Expire(t.Context(), "k1", time.Hour)
	if k := keyspace(t, d); k.KeysExpire(0) != redis.Yes {
		t.Errorf("%+v", k)
	}
}

// TestProxyProvesNothing believes no zero that a proxy tells.
func TestProxyProvesNothing(t *testing.T) {
	servers := redistest.Pair(t)
	for name, misbehave := range map[string]func(p *redistest.Proxy){
		"forwards":             func(*redistest.Proxy) {},
		"refuses CLIENT":       func(p *redistest.Proxy) { p.Refuse("CLIENT", "ERR handle request, command 'CLIENT' is not allowed") },
		"hangs up on CLIENT":   func(p *redistest.Proxy) { p.HangUp("CLIENT") },
		"refuses INFO":         func(p *redistest.Proxy) { p.Refuse("INFO", "ERR unknown command 'INFO'") },
		"hides the run":        func(p *redistest.Proxy) { answerInfo(p, servers[0], "run_id", "nothing") },
		"is older than 6.2":    func(p *redistest.Proxy) { answerInfo(p, servers[0], "redis_version:7", "redis_version:4") },
		"has the port":         func(p *redistest.Proxy) { answerOld(p, servers[0], servers[1]) },
		"is of another engine": func(p *redistest.Proxy) { answerInfo(p, servers[0], "redis_version", "dragonfly_version") },
	} {
		t.Run(name, func(t *testing.T) {
			p := redistest.NewProxy(t, servers[0].Addr)
			misbehave(p)
			k := keyspace(t, connect(t, p.Addr))
			if k.KeysExpire(0) != redis.Unknown || k.FieldsExpire(0) != redis.Unknown || k.Direct() {
				t.Errorf("%+v", k)
			}
		})
	}
}

// TestOldServer is believed if it is always the same that knows its port.
func TestOldServer(t *testing.T) {
	s := redistest.Start(t)
	p := redistest.NewProxy(t, s.Addr)
	answerOld(p, s)
	if k := keyspace(t, connect(t, p.Addr)); !k.Direct() || k.KeysExpire(0) != redis.No {
		t.Errorf("%+v", k)
	}
}

// answerInfo has INFO answered in a server's words, some of them replaced.
func answerInfo(p *redistest.Proxy, s *redistest.Server, replace ...string) {
	p.AnswerWith("INFO", func(args []string) string { return info(s, args, replace...) })
}

func info(s *redistest.Server, args []string, replace ...string) string {
	text, _ := s.Client(0).Info(context.Background(), args[1:]...).Result()
	text = strings.NewReplacer(replace...).Replace(text)
	return fmt.Sprintf("$%d\r\n%s\r\n", len(text), text)
}

// answerOld answers as servers of 4.0 with the port of the proxy, in turn.
func answerOld(p *redistest.Proxy, servers ...*redistest.Server) {
	_, port, _ := strings.Cut(p.Addr, ":")
	var n atomic.Int64
	p.AnswerWith("INFO", func(args []string) string {
		s := servers[int(n.Add(1))%len(servers)]
		return info(s, args, "redis_version:7", "redis_version:4", "tcp_port:"+strconv.Itoa(s.Port), "tcp_port:"+port)
	})
}
