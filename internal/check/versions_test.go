package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// info makes a server behind a proxy say of itself what another version says.
func info(p *redistest.Proxy, version, keyspace string) {
	text := fmt.Sprintf("# Server\r\nredis_version:%s\r\nrun_id:x\r\nrole:master\r\n# Keyspace\r\ndb0:%s\r\n", version, keyspace)
	p.Answer("INFO", fmt.Sprintf("$%d\r\n%s\r\n", len(text), text))
}

// TestFieldExpiry compares when the fields of hashes expire, as servers from
// Redis 7.4 and Valkey 9.0 on tell it.
func TestFieldExpiry(t *testing.T) {
	servers := redistest.Pair(t)
	var addrs [2]string
	times := [2]map[string]string{
		{"soon": ":1900000000000\r\n", "late": ":1900000000000\r\n", "lost": ":1900000000000\r\n"},
		{"soon": ":1900000000900\r\n", "late": ":1900000009000\r\n", "lost": ":-1\r\n"},
	}
	for i, s := range servers {
		do(t, s, cmd("HSET", "h", "soon", "1", "late", "1", "lost", "1", "stays", "1"), cmd("HSET", "g", "stays", "1"))
		p := redistest.NewProxy(t, s.Addr)
		info(p, "7.4.1", "keys=2,expires=0,avg_ttl=0,subexpiry=1")
		p.AnswerWith("HPEXPIRETIME", func(args []string) string {
			reply := fmt.Sprintf("*%d\r\n", len(args)-4)
			for _, f := range args[4:] {
				if at := times[i][f]; at != "" {
					reply += at
				} else {
					reply += ":-1\r\n"
				}
			}
			return reply
		})
		addrs[i] = p.Addr
	}
	o := options()
	o.Rounds = 2
	expect(t, run(t, addrs[0], addrs[1], o), []string{`db0 "h" hash ttl 4/4 late=ttl lost=ttl`})
	o.TTLTolerance = -1
	expect(t, run(t, addrs[0], addrs[1], o), nil)
}

// TestModuleExpiry tells the lengths of a key of an unknown type, too: it counts as
// one element.
func TestModuleExpiry(t *testing.T) {
	servers := redistest.Pair(t)
	var addrs [2]string
	for i, s := range servers {
		do(t, s, cmd("SET", "k", "v"))
		p := redistest.NewProxy(t, s.Addr)
		p.Answer("TYPE", "+ReJSON-RL\r\n", redistest.Key("k"))
		addrs[i] = p.Addr
	}
	do(t, servers[1], cmd("EXPIRE", "k", "100000"))
	for rounds := 1; rounds <= 2; rounds++ {
		o := options()
		o.Rounds = rounds
		expect(t, run(t, addrs[0], addrs[1], o), []string{`db0 "k" ReJSON-RL ttl 1/1`})
	}
}

// TestOldServer has a source that lacks what came with Redis 6.0, 6.2 and 7.0
// and prints scores with 17 digits, as Redis up to 7.0 does.
func TestOldServer(t *testing.T) {
	servers := redistest.Pair(t)
	for _, s := range servers {
		do(t, s, cmd("ZADD", "z", "3.1", "a", "0.1", "b"), cmd("SADD", "s", "a", "b"), cmd("SET", "k", "v", "PXAT", "1900000000000"),
			cmd("XADD", "x", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "x", "g", "0"), cmd("XREADGROUP", "GROUP", "g", "c", "STREAMS", "x", ">"))
	}
	old := redistest.NewProxy(t, servers[0].Addr)
	for _, c := range []string{"PEXPIRETIME", "SMISMEMBER", "ZMSCORE", "HPEXPIRETIME"} {
		old.Refuse(c, "ERR unknown command `"+c+"`, with args beginning with: ")
	}
	old.Refuse("XINFO STREAM", "ERR syntax error", redistest.When(func(args []string) bool { return len(args) > 3 }))
	old.Answer("ZSCAN", "*2\r\n$1\r\n0\r\n*4\r\n$1\r\nb\r\n$19\r\n0.10000000000000001\r\n$1\r\na\r\n$18\r\n3.1000000000000001\r\n",
		redistest.Key("z"))
	old.Answer("XINFO GROUPS", "*1\r\n*8\r\n$4\r\nname\r\n$1\r\ng\r\n$9\r\nconsumers\r\n:1\r\n$7\r\npending\r\n:1\r\n$17\r\nlast-delivered-id\r\n$3\r\n1-1\r\n",
		redistest.Key("x"))
	for _, addrs := range [][2]string{{old.Addr, servers[1].Addr}, {servers[1].Addr, old.Addr}} {
		expect(t, run(t, addrs[0], addrs[1], options()), nil)
	}
	do(t, servers[1], cmd("ZADD", "z", "3.2", "a"), cmd("SADD", "s", "c"), cmd("PEXPIREAT", "k", "1900000100000"), cmd("XACK", "x", "g", "1-1"))
	o := options()
	o.Rounds = 2
	got := run(t, old.Addr, servers[1].Addr, o)
	want := []string{"k", "s", "x", "z"}
	var keys []string
	for _, l := range got.conflicts {
		keys = append(keys, strings.Split(l, `"`)[1])
	}
	if !slices.Equal(keys, want) || got.err != nil {
		t.Errorf("%v %q", got.err, got.conflicts)
	}
}

// TestFieldExpiryRefused has a source whose fields expire, and a target that does
// not tell when its own do.
func TestFieldExpiryRefused(t *testing.T) {
	servers := redistest.Pair(t)
	var proxies [2]*redistest.Proxy
	for i, s := range servers {
		do(t, s, cmd("HSET", "h", "a", "1"), cmd("HSET", "g", "a", "1"), cmd("SET", "s", "v"))
		proxies[i] = redistest.NewProxy(t, s.Addr)
	}
	info(proxies[0], "7.4.1", "keys=3,expires=0,avg_ttl=0,subexpiry=1")
	proxies[0].Answer("HPEXPIRETIME", "*1\r\n:-1\r\n")
	proxies[0].Answer("HPEXPIRETIME", "*1\r\n:1900000000000\r\n", redistest.Key("h"))
	for _, c := range []struct{ keyspace, refusal, conflict, unverified string }{
		{"keys=3,expires=0,avg_ttl=0,subexpiry=1", "ERR unknown command 'HPEXPIRETIME'", "", "g h"}, // it was renamed
		{"keys=3,expires=0,avg_ttl=0,subexpiry=1", "NOPERM this user has no permissions", "", "g h"},
		{"", "NOPERM this user has no permissions", "", "g h"},
		{"", "ERR unknown command 'HPEXPIRETIME'", "", "h"}, // a proxy
	} {
		if c.keyspace == "" {
			proxies[1].Refuse("INFO", "ERR unknown command")
		} else {
			info(proxies[1], "7.4.1", c.keyspace)
		}
		proxies[1].Refuse("HPEXPIRETIME", c.refusal)
		got := run(t, proxies[0].Addr, proxies[1].Addr, options())
		if got.err != nil || len(got.conflicts) > 0 || strings.Join(got.unverified, " ") != c.unverified {
			t.Errorf("%+v: error %v, unverified %q, conflicts %q", c, got.err, got.unverified, got.conflicts)
		}
	}
	info(proxies[1], "7.2.4", "keys=3,expires=0,avg_ttl=0") // too old to have such fields
	expect(t, run(t, proxies[0].Addr, proxies[1].Addr, options()), []string{`db0 "h" hash ttl 1/1 a=ttl`})
}

// TestHiddenFieldsByProxy has servers whose HLEN counts a field that is no more.
func TestHiddenFieldsByProxy(t *testing.T) {
	servers := redistest.Pair(t)
	do(t, servers[0], cmd("HSET", "h", "a", "1"), cmd("HSET", "g", "a", "1"))
	do(t, servers[1], cmd("HSET", "h", "a", "1", "b", "2"), cmd("HSET", "g", "a", "1"))
	var addrs [2]string
	for i, s := range servers {
		p := redistest.NewProxy(t, s.Addr)
		info(p, "7.4.1", "keys=2,expires=0,avg_ttl=0,subexpiry=2")
		p.AnswerWith("HPEXPIRETIME", func(args []string) string {
			return fmt.Sprintf("*%d\r\n", len(args)-4) + strings.Repeat(":-1\r\n", len(args)-4)
		})
		p.Answer("HLEN", ":2\r\n", redistest.Key([]string{"h", "g"}[i]))
		addrs[i] = p.Addr
	}
	for mode, want := range inLength(`db0 "h" hash value 2/2 b=lack_source`, `db0 "h" hash value 1/2`) { // only mode 2 counts
		o := options()
		o.Mode = mode
		expect(t, run(t, addrs[0], addrs[1], o), []string{want})
	}
}

// TestFieldExpiresBetweenReads has a field whose time runs out after it was read
// on the source and before it was read on the target.
func TestFieldExpiresBetweenReads(t *testing.T) {
	servers := redistest.Pair(t)
	c := servers[0].Client(0)
	var addrs [2]string
	for i, s := range servers {
		do(t, s, cmd("HSET", "h", "a", "1"))
		p := redistest.NewProxy(t, s.Addr)
		info(p, "7.4.1", "keys=1,expires=0,avg_ttl=0,subexpiry=1")
		p.Answer("HPEXPIRETIME", "*1\r\n:-1\r\n")
		addrs[i] = p.Addr
		if i == 0 {
			p.AnswerWith("HMGET", func([]string) string { // it is asked for again
				c.HDel(t.Context(), "h", "x")
				return ""
			}, redistest.Key("x"))
		}
	}
	do(t, servers[0], cmd("HSET", "h", "x", "1"))
	expect(t, run(t, addrs[0], addrs[1], options()), nil)
}
