package check_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestParts sweeps a server in parts side by side.
func TestParts(t *testing.T) {
	servers, _, want := seeded(t, 500)
	for _, parts := range []int{1, 2, 8, 64} {
		o := options()
		o.Parts, o.Batch = parts, 4
		expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want)
	}
}

// TestClusterParts sweeps each node of a cluster in parts.
func TestClusterParts(t *testing.T) {
	a, b := redistest.Cluster(t, 2, 0), redistest.Cluster(t, 2, 0)
	want := plant(t, a.Client(), b.Client())
	o := options()
	o.Parts, o.Batch = 4, 4
	expect(t, run(t, list(a), list(b), o), want)
}

// TestSlotOrder sweeps nodes in parts that go through their keys slot by slot, as
// Redis 7.4 does.
func TestSlotOrder(t *testing.T) {
	a, b := redistest.Cluster(t, 2, 0), redistest.Cluster(t, 2, 0)
	want := plant(t, a.Client(), b.Client())
	var scans atomic.Int64
	proxies := a.Proxies()
	for _, node := range a.Nodes {
		info := strings.Replace(node.Do("INFO").(string), "redis_version:7.0", "redis_version:7.4", 1)
		proxies[node].AnswerWith("INFO", func([]string) string { return bulk(info) })
		proxies[node].AnswerWith("SCAN", func(args []string) string {
			scans.Add(1)
			return scanBySlot(a, node, args[1])
		})
	}
	for _, parts := range []int{1, 4} {
		scans.Store(0)
		o := options()
		o.Parts, o.Batch = parts, 4
		got := run(t, list(a), list(b), o)
		expect(t, got, want)
		if keys := got.stats.Keys; got.stats.Scanned != keys {
			t.Errorf("%d parts: %d of %d keys scanned", parts, got.stats.Scanned, keys)
		}
		if n := scans.Load(); n > 3*got.stats.Keys {
			t.Errorf("%d parts: SCAN was called %d times", parts, n)
		}
	}
}

// scanBySlot answers SCAN with the keys of the next slot that has any.
func scanBySlot(c *redistest.ClusterNodes, node *redistest.Server, cursor string) string {
	first, _ := strconv.Atoi(cursor)
	next, keys := 16384, []string(nil)
	for _, key := range textsOf(node.Do("KEYS", "*")) {
		slot := c.Slot(key)
		if slot < first || slot > next {
			continue
		}
		if slot < next {
			next, keys = slot, nil
		}
		keys = append(keys, key)
	}
	return scanPage(uint64(min(next+1, 16384))%16384, keys)
}

func scanPage(cursor uint64, keys []string) string {
	reply := "*2\r\n" + bulk(strconv.FormatUint(cursor, 10)) + fmt.Sprintf("*%d\r\n", len(keys))
	for _, k := range keys {
		reply += bulk(k)
	}
	return reply
}

func bulk(s string) string { return fmt.Sprintf("$%d\r\n%s\r\n", len(s), s) }

// TestSeams counts keys at the seams of two parts once.
func TestSeams(t *testing.T) {
	servers, _, want := seeded(t, 5000)
	o := options()
	o.Parts, o.Batch = 4, 100
	got := run(t, servers[0].Addr, servers[1].Addr, o)
	expect(t, got, want)
	if n := got.stats.Compared(); n < 10000 || n > 10050 {
		t.Errorf("%d of 10000 keys compared", n)
	}
}

// TestPartsRestart finds all keys of a source that is restarted while its parts
// are swept: which part a key is in is another then.
func TestPartsRestart(t *testing.T) {
	servers, proxies, want := seeded(t, 1000)
	for _, after := range []int{0, 3, 30} {
		source, target := connect(t, "source", proxies[0].Addr), connect(t, "target", servers[1].Addr)
		reached := make(chan bool)
		proxies[0].AnswerWith("SCAN", func([]string) string {
			close(reached)
			return ""
		}, redistest.After(after), redistest.Times(1))
		o := options()
		o.Parts = 4
		result := make(chan outcome)
		go func() { result <- runWith(t, source, target, o) }()
		<-reached
		servers[0].Do("SAVE")
		servers[0].Restart()
		expect(t, <-result, want)
		proxies[0].Allow("SCAN")
	}
}

// TestOpaqueCursors sweeps a server whole whose cursors are pages' numbers.
func TestOpaqueCursors(t *testing.T) {
	servers, proxies, want := seeded(t, 200)
	proxies[0].AnswerWith("SCAN", inPages(textsOf(servers[0].Do("KEYS", "*")), 20))
	for _, parts := range []int{1, 4} {
		o := options()
		o.Parts = parts
		expect(t, run(t, proxies[0].Addr, servers[1].Addr, o), want)
	}
}

// inPages answers SCAN with keys in this order; its cursors are pages' numbers.
func inPages(keys []string, size int) func(args []string) string {
	return func(args []string) string {
		page, _ := strconv.Atoi(args[1])
		from := min(page*size, len(keys))
		to := min(from+size, len(keys))
		next := page + 1
		if to == len(keys) {
			next = 0
		}
		return scanPage(uint64(next), keys[from:to])
	}
}
