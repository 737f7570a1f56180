package check_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestHotKeyLosesItsExpiry writes a key all the time, and has it never expire on the
// target, which follows a little later.
func TestHotKeyLosesItsExpiry(t *testing.T) {
	servers := redistest.Pair(t)
	for _, s := range servers {
		s.Do("SET", "still", "v", "EX", 1000)
	}
	write := func(n int) {
		servers[0].Do("SET", "hot", fmt.Sprint("value ", 1000+n), "EX", 1000)
		servers[1].Do("SET", "hot", fmt.Sprint("value ", 1000+n-3))
	}
	write(0)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(5 * time.Millisecond)
		defer ticker.Stop()
		for n := 1; ; n++ {
			select {
			case <-stop:
				return
			case <-ticker.C:
				write(n)
			}
		}
	}()
	o := options()
	o.Rounds, o.Interval = 2, 300*time.Millisecond
	got := run(t, servers[0].Addr, servers[1].Addr, o)
	close(stop)
	<-stopped
	expect(t, got, []string{`db0 "hot" string ttl 10/10`})
}
