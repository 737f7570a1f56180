package check_test

import (
	"fmt"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestWrongGuess has single keys of all types among so many short strings that
// they are taken for such and read by MGET first.
func TestWrongGuess(t *testing.T) {
	servers := redistest.Pair(t)
	strings := cmd("MSET")
	for i := range 20000 {
		strings = append(strings, fmt.Sprint("k", i), fmt.Sprint("v", i))
	}
	for _, s := range servers {
		do(t, s, strings)
	}
	plant := [][]any{cmd("HSET", "hash", "f", "v"), cmd("RPUSH", "list", "a", "b"), cmd("SADD", "set", "a"),
		cmd("ZADD", "zset", "1", "a"), cmd("XADD", "stream", "1-1", "f", "v"), cmd("SET", "empty", "")}
	changes := [][]any{cmd("HSET", "hash", "f", "w"), cmd("RPUSH", "list", "c"), cmd("SADD", "set", "b"),
		cmd("ZADD", "zset", "2", "a"), cmd("XADD", "stream", "2-1", "f", "v"), cmd("DEL", "empty")}
	wants := []string{`db0 "hash" hash value 1/1 f=value`, `db0 "list" list value 2/3 2=lack_source`, `db0 "set" set value 1/2 b=lack_source`,
		`db0 "zset" zset value 1/1 a=value`, `db0 "stream" stream value 1/2 2-1=lack_source last-generated-id=value`, `db0 "empty" string lack_target 0/0`}
	for i := range plant {
		do(t, servers[0], plant[i])
		do(t, servers[1], plant[i])
		o := options()
		o.Batch, o.Parallel = 256, 1
		expect(t, run(t, servers[0].Addr, servers[1].Addr, o), nil)
		do(t, servers[1], changes[i])
		expect(t, run(t, servers[0].Addr, servers[1].Addr, o), wants[i:i+1])
		for _, s := range servers {
			do(t, s, cmd("DEL", plant[i][1]))
		}
	}
}
