package check_test

import (
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestFieldsAgain has a key changed in the middle of a second round that looks
// only at the fields that differed in the first.
func TestFieldsAgain(t *testing.T) {
	servers := redistest.Pair(t)
	proxy := redistest.NewProxy(t, servers[1].Addr)
	const far = 4102444800000 // milliseconds
	for _, v := range []struct {
		name, length string   // length is the first command that the second round sends
		change       [][]any  // what is done to the target then
		want         []string // of the second round
	}{
		{"hash stays", "HLEN", nil, []string{`db0 "hash" hash value 3/3 a=value b=lack_target d=lack_source`}},
		{"hash field is equal", "HLEN", [][]any{cmd("HSET", "hash", "a", 1)}, []string{`db0 "hash" hash value 3/3 b=lack_target d=lack_source`}},
		{"hash field in another way", "HLEN", [][]any{cmd("HDEL", "hash", "a", "d")}, []string{`db0 "hash" hash value 3/1 a=lack_target b=lack_target`}},
		{"hash is equal", "HLEN", [][]any{cmd("HSET", "hash", "a", 1, "b", 2), cmd("HDEL", "hash", "d")}, nil},
		{"hash is equal but expires", "HLEN", [][]any{cmd("HSET", "hash", "a", 1, "b", 2), cmd("HDEL", "hash", "d"), cmd("PEXPIREAT", "hash", far)},
			[]string{`db0 "hash" hash ttl 3/3`}},
		{"hash is gone", "HLEN", [][]any{cmd("DEL", "hash")}, []string{`db0 "hash" hash lack_target 3/0`}},
		{"hash is a string", "HLEN", [][]any{cmd("SET", "hash", "v")}, []string{`db0 "hash" hash type 3/-1`}},
		{"set stays", "SCARD", nil, []string{`db0 "set" set value 3/3 b=lack_target d=lack_source`}},
		{"set member is there", "SCARD", [][]any{cmd("SADD", "set", "b")}, []string{`db0 "set" set value 3/4 d=lack_source`}},
		{"set is equal", "SCARD", [][]any{cmd("SADD", "set", "b"), cmd("SREM", "set", "d")}, nil},
		{"zset stays", "ZCARD", nil, []string{`db0 "zset" zset value 3/3 a=value b=lack_target d=lack_source`}},
		{"zset scores", "ZCARD", [][]any{cmd("ZADD", "zset", 1, "a", 7, "b")}, []string{`db0 "zset" zset value 3/4 b=value d=lack_source`}},
		{"zset is equal", "ZCARD", [][]any{cmd("ZADD", "zset", 1, "a", 2, "b"), cmd("ZREM", "zset", "d")}, nil},
	} {
		t.Run(v.name, func(t *testing.T) {
			plantFields(t, servers, v.length)
			target := connect(t, "target", proxy.Addr)
			proxy.AnswerWith(v.length, func([]string) string {
				send(t, servers[1].Client(0), v.change)
				return ""
			}, redistest.Times(1))
			o := options()
			o.Rounds = 2
			expect(t, runWith(t, connect(t, "source", servers[0].Addr), target, o), v.want)
		})
	}
}

// plantFields writes the key of one case, which differs in several ways, and
// one that expires.
func plantFields(t *testing.T, servers [2]*redistest.Server, length string) {
	t.Helper()
	write := map[string][2][]any{
		"HLEN":  {cmd("HSET", "hash", "a", 1, "b", 2, "c", 3), cmd("HSET", "hash", "a", 9, "c", 3, "d", 4)},
		"SCARD": {cmd("SADD", "set", "a", "b", "c"), cmd("SADD", "set", "a", "c", "d")},
		"ZCARD": {cmd("ZADD", "zset", 1, "a", 2, "b", 3, "c"), cmd("ZADD", "zset", 9, "a", 3, "c", 4, "d")},
	}[length]
	for i, s := range servers {
		do(t, s, cmd("FLUSHALL"), write[i], cmd("SET", "expires", "v", "PXAT", 4102444800000))
	}
}
