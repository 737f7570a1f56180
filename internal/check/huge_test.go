package check_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

const (
	hugeSize   = 100_000
	hugeString = 32 << 20
)

// seedHuge writes one key of each type that a server could not give at once
// without keeping everybody waiting. Of the stream, every entry is pending.
func seedHuge(t *testing.T, s *redistest.Server) {
	t.Helper()
	var commands [][]any
	for _, kind := range []string{"hash", "list", "set", "zset", "stream"} {
		parts := manyParts(kind, hugeSize)
		width := len(parts) / hugeSize
		for p := range slices.Chunk(parts, 1000*width) {
			commands = append(commands, writing(kind, kind, p)...)
		}
	}
	commands = append(commands, cmd("SETRANGE", "string", hugeString-1, "x"), cmd("XGROUP", "CREATE", "stream", "g", "0"))
	for range hugeSize / 10_000 {
		commands = append(commands, cmd("XREADGROUP", "GROUP", "g", "c", "COUNT", 10_000, "STREAMS", "stream", ">"))
	}
	for c := range slices.Chunk(commands, 500) {
		send(t, s.Client(0), c)
	}
}

// TestHugeKeys has no command ask for more than a page of a huge value, whether
// the values are equal or differ at their ends, in any mode that looks at values.
// What counts is what was asked for: how long a command takes says as much of the
// machine.
func TestHugeKeys(t *testing.T) {
	servers := redistest.Pair(t)
	seedHuge(t, servers[0])
	redistest.Copy(t, servers[0], servers[1])
	var proxies [2]*redistest.Proxy
	for i, s := range servers {
		proxies[i] = redistest.NewProxy(t, s.Addr)
		proxies[i].Record(1 << 20)
	}
	expectAll := func(want map[compare.Mode][]string) {
		t.Helper()
		for _, mode := range []compare.Mode{compare.FullValue, compare.Length, compare.Outline} {
			o := options()
			o.Mode = mode
			expect(t, run(t, proxies[0].Addr, proxies[1].Addr, o), want[mode])
		}
	}
	expectAll(nil)
	last := strconv.Itoa(hugeSize - 1)
	do(t, servers[1], cmd("HSET", "hash", "e"+last, "x"), cmd("LSET", "list", hugeSize/2, "x"), cmd("SREM", "set", last),
		cmd("ZADD", "zset", 0, "e"+last), cmd("XACK", "stream", "g", last+"-1"), cmd("SETRANGE", "string", hugeString-1, "y"))
	full := []string{
		fmt.Sprintf(`db0 "hash" hash value %d/%d e%s=value`, hugeSize, hugeSize, last),
		fmt.Sprintf(`db0 "list" list value %d/%d %d=value`, hugeSize, hugeSize, hugeSize/2),
		fmt.Sprintf(`db0 "set" set value %d/%d %s=lack_target`, hugeSize, hugeSize-1, last),
		fmt.Sprintf(`db0 "stream" stream value %d/%d group g pending %s-1=lack_target`, hugeSize, hugeSize, last),
		fmt.Sprintf(`db0 "string" string value %d/%d`, hugeString, hugeString),
		fmt.Sprintf(`db0 "zset" zset value %d/%d e%s=value`, hugeSize, hugeSize, last),
	}
	set := fmt.Sprintf(`db0 "set" set value %d/%d`, hugeSize, hugeSize-1)
	expectAll(map[compare.Mode][]string{compare.FullValue: full, compare.Length: {set}, compare.Outline: {set, full[4]}})
	for _, p := range proxies {
		for _, c := range p.Log() {
			if n := askedFor(c); n > 1 && !strings.Contains(strings.Join(c, " "), "redis-full-check:no-such-key") {
				t.Errorf("%.200q asks for %.1f pages", c, n)
			}
		}
	}
}

// askedFor is how many pages of a value a command asks for; many if nothing
// bounds it.
func askedFor(c []string) float64 {
	number := func(i int) float64 {
		n, err := strconv.ParseFloat(c[i], 64)
		if err != nil {
			return unbounded
		}
		return n
	}
	after := func(word string) float64 {
		for i, w := range c[:len(c)-1] {
			if strings.EqualFold(w, word) {
				return number(i + 1)
			}
		}
		return unbounded
	}
	elements := func(n float64) float64 { return n / value.PageElements }
	switch strings.ToUpper(c[0]) {
	case "GETRANGE":
		return (number(3) - number(2) + 1) / (256 << 10)
	case "LRANGE", "ZRANGE":
		return elements(number(3) - number(2) + 1)
	case "HRANDFIELD", "SRANDMEMBER", "ZRANDMEMBER":
		return elements(max(number(2), -number(2)))
	case "HMGET", "SMISMEMBER", "ZMSCORE", "MGET":
		return elements(float64(len(c) - 2))
	case "HSCAN", "SSCAN", "ZSCAN", "XRANGE", "XREVRANGE":
		return elements(after("COUNT"))
	case "XPENDING":
		return elements(number(len(c) - 1))
	case "XINFO":
		if slices.Contains(c, "FULL") {
			return elements(after("COUNT"))
		}
	case "GET", "HGETALL", "HKEYS", "HVALS", "SMEMBERS", "DUMP", "KEYS", "SORT", "DEBUG", "EVAL", "EVALSHA":
		return unbounded
	}
	return 0
}

// unbounded is more than any page.
const unbounded = 1e9
