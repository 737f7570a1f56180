package check_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// keysOf answers a sweep of one node behind a proxy: every n-th key in pages of
// ten, by cursors that are pages' numbers.
func keysOf(keys []any, node, nodes int, cursor string) string {
	const size = 10
	var mine []string
	for i, k := range keys {
		if i%nodes == node {
			mine = append(mine, k.(string))
		}
	}
	page, _ := strconv.Atoi(cursor)
	from := min(page*size, len(mine))
	to := min(from+size, len(mine))
	next := strconv.Itoa(page + 1)
	if to == len(mine) {
		next = "0"
	}
	reply := fmt.Sprintf("*2\r\n$%d\r\n%s\r\n*%d\r\n", len(next), next, to-from)
	for _, k := range mine[from:to] {
		reply += fmt.Sprintf("$%d\r\n%s\r\n", len(k), k)
	}
	return reply
}

// TestAliyunProxy sweeps each node by ISCAN and its number.
func TestAliyunProxy(t *testing.T) {
	servers, proxies, want := seeded(t, 100)
	keys := servers[0].Do("KEYS", "*").([]any)
	text := "# Cluster\r\nnodecount:3\r\n"
	proxies[0].Answer("INFO CLUSTER", fmt.Sprintf("$%d\r\n%s\r\n", len(text), text))
	proxies[0].AnswerWith("ISCAN", func(args []string) string {
		node, err := strconv.Atoi(args[1])
		if err != nil || node > 2 || strings.ToUpper(args[3]) != "COUNT" {
			return fmt.Sprintf("-ERR syntax error %q\r\n", args)
		}
		return keysOf(keys, node, 3, args[2])
	})
	proxies[0].Refuse("SCAN", "ERR unsupported command")
	expect(t, runWith(t, connectKind(t, proxies[0].Addr, redis.AliyunProxy), connect(t, "target", servers[1].Addr), options()), want)
	if _, err := redis.Connect(t.Context(), kindOptions(servers[0].Addr, redis.AliyunProxy)); err == nil || !strings.Contains(err.Error(), "nodecount") {
		t.Errorf("a plain server: %v", err)
	}
}

// TestTencentProxy sweeps each node by SCAN with its ID behind.
func TestTencentProxy(t *testing.T) {
	servers, proxies, want := seeded(t, 100)
	keys := servers[0].Do("KEYS", "*").([]any)
	ids := []string{"aaa", "bbb"}
	text := "aaa 10.0.0.1:1@2 master - 0 0 1 connected 0-8191\nccc 10.0.0.3:1@2 slave aaa 0 0 1 connected\nbbb 10.0.0.2:1@2 myself,master - 0 0 2 connected 8192-16383\n"
	proxies[0].Answer("CLUSTER NODES", fmt.Sprintf("$%d\r\n%s\r\n", len(text), text))
	proxies[0].AnswerWith("SCAN", func(args []string) string {
		if len(args) != 5 {
			return fmt.Sprintf("-ERR syntax error %q\r\n", args)
		}
		for i, id := range ids {
			if id == args[4] {
				return keysOf(keys, i, 2, args[1])
			}
		}
		return "-ERR no such node\r\n"
	})
	expect(t, runWith(t, connectKind(t, proxies[0].Addr, redis.TencentProxy), connect(t, "target", servers[1].Addr), options()), want)
	if _, err := redis.Connect(t.Context(), kindOptions(servers[0].Addr, redis.TencentProxy)); err == nil {
		t.Error("a plain server is taken for Tencent's proxy")
	}
}

func kindOptions(addr string, kind redis.Kind) redis.Options {
	return redis.Options{Name: "source", Address: addr, Kind: kind, RetryFor: 3 * time.Second}
}

func connectKind(t *testing.T, addr string, kind redis.Kind) *redis.Deployment {
	t.Helper()
	d, err := redis.Connect(t.Context(), kindOptions(addr, kind))
	if err != nil {
		t.Fatal(err)
	}
	return d
}
