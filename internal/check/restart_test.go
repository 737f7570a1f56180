package check_test

import (
	"fmt"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestRestartInBigKey walks a hash anew whose server was restarted in its
// middle: the cursors of the old process leave fields out in the new one.
func TestRestartInBigKey(t *testing.T) {
	const fields = 5000
	servers := redistest.Pair(t)
	for i, s := range servers {
		h := cmd("HSET", "h")
		for f := range fields {
			h = append(h, fmt.Sprint("f", f), i)
		}
		do(t, s, h)
	}
	proxy := redistest.NewProxy(t, servers[0].Addr)
	source, target := connect(t, "source", proxy.Addr), connect(t, "target", servers[1].Addr)
	reached := make(chan bool)
	proxy.AnswerWith("HSCAN", func([]string) string {
		close(reached)
		return ""
	}, redistest.After(4), redistest.Times(1))
	result := make(chan outcome)
	go func() { result <- runWith(t, source, target, options()) }()
	<-reached
	servers[0].Do("SAVE")
	servers[0].Restart()
	got := <-result
	var found int64
	for _, n := range got.summary.Fields {
		found += n
	}
	if got.err != nil || len(got.unverified) > 0 || found != fields {
		t.Errorf("error %v, unverified %q, %d fields", got.err, got.unverified, found)
	}
}
