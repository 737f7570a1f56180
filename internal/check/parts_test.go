package check_test

import (
	"fmt"
	"strconv"
	"testing"

	"redis-full-check/internal/redistest"
)

// TestParts sweeps a server in parts side by side.
func TestParts(t *testing.T) {
	servers, _, want := seeded(t, 500)
	for _, parts := range []int{1, 2, 8, 64} {
		o := options()
		o.Parts = parts
		expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want)
	}
}

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
	keys := servers[0].Do("KEYS", "*").([]any)
	proxies[0].AnswerWith("SCAN", func(args []string) string {
		const size = 20
		page, _ := strconv.Atoi(args[1])
		from := min(page*size, len(keys))
		to := min(from+size, len(keys))
		next := page + 1
		if to == len(keys) {
			next = 0
		}
		reply := fmt.Sprintf("*2\r\n$%d\r\n%d\r\n*%d\r\n", len(strconv.Itoa(next)), next, to-from)
		for _, k := range keys[from:to] {
			reply += fmt.Sprintf("$%d\r\n%s\r\n", len(k.(string)), k)
		}
		return reply
	})
	for _, parts := range []int{1, 4} {
		o := options()
		o.Parts = parts
		expect(t, run(t, proxies[0].Addr, servers[1].Addr, o), want)
	}
}
