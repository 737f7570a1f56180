package check_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// TestWideElements asks for few elements at once where each is large, so that no
// reply is.
func TestWideElements(t *testing.T) {
	servers, proxies, _ := seeded(t, 0)
	const keys, fields = 8, 40
	wide := strings.Repeat("x", 20_000)
	for _, s := range servers {
		for i := range keys {
			hash, list, stream := cmd("HSET", fmt.Sprint("doc:", i)), cmd("RPUSH", fmt.Sprint("img:", i)), fmt.Sprint("log:", i)
			for f := range fields {
				hash, list = append(hash, f, wide), append(list, wide)
				do(t, s, cmd("XADD", stream, fmt.Sprintf("%d-1", f+1), "f", wide))
			}
			do(t, s, hash, list)
		}
	}
	do(t, servers[1], cmd("HSET", "doc:3", fields-1, "other"), cmd("LSET", "img:5", fields-1, "other"), cmd("XDEL", "log:7", fmt.Sprintf("%d-1", fields)))
	for _, p := range proxies {
		p.Record(1 << 16)
	}
	got := run(t, proxies[0].Addr, proxies[1].Addr, options())
	expect(t, got, []string{
		fmt.Sprintf(`db0 "doc:3" hash value %d/%d %d=value`, fields, fields, fields-1),
		fmt.Sprintf(`db0 "img:5" list value %d/%d %d=value`, fields, fields, fields-1),
		fmt.Sprintf(`db0 "log:7" stream value %d/%d %d-1=lack_target`, fields, fields-1, fields),
	})
	for _, p := range proxies {
		for _, args := range p.Log() {
			if n := elementsAsked(args); n*len(wide) > 600_000 {
				t.Errorf("%.80q asks for %d elements", args, n)
			}
		}
	}
}

// elementsAsked is how many elements a command asks for, 0 if it is another.
func elementsAsked(args []string) int {
	number := func(i int) int {
		n, _ := strconv.Atoi(args[i])
		return n
	}
	switch {
	case len(args) < 3 || args[1] == "redis-full-check:no-such-key":
		return 0
	case args[0] == "HRANDFIELD":
		return number(2)
	case args[0] == "LRANGE":
		return number(3) - number(2) + 1
	case args[0] == "HSCAN", args[0] == "XINFO", args[0] == "XRANGE":
		return number(len(args) - 1)
	case args[0] == "HMGET":
		return len(args) - 2
	}
	return 0
}
