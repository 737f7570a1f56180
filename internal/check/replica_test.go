package check_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestReplica checks replicas in the place of masters.
func TestReplica(t *testing.T) {
	master, target := redistest.Start(t), redistest.Start(t)
	want := plant(t, master.Client(0), target.Client(0))
	replica := redistest.Replica(t, master)
	expect(t, run(t, replica.Addr, target.Addr, options()), want)
	t.Run("expired but not deleted", func(t *testing.T) {
		for i := range 20 {
			master.Do("SET", fmt.Sprint("px", i), "v", "PX", 300)
		}
		master.Do("WAIT", 1, 5000)
		master.Pause()
		defer master.Resume()
		time.Sleep(350 * time.Millisecond) // until they have expired
		source := connect(t, "source", replica.Addr)
		if n := source.Server().DBs[0].Keys; n < 20 {
			t.Errorf("the replica has only %d keys", n)
		}
		expect(t, runWith(t, source, connect(t, "target", target.Addr), options()), want)
	})
	t.Run("without its master", func(t *testing.T) {
		master.Kill()
		redistest.Eventually(t, "for the replica to lose its master", func() bool {
			return strings.Contains(fmt.Sprint(replica.Do("INFO", "replication")), "master_link_status:down")
		})
		source := connect(t, "source", replica.Addr)
		if text := source.Server().String(); !strings.Contains(text, "its link to the master is down") {
			t.Error(text)
		}
		expect(t, runWith(t, source, connect(t, "target", target.Addr), options()), want)
	})
}

// TestStillLoading counts the keys of a server only when it has them all.
func TestStillLoading(t *testing.T) {
	for _, not := range []string{"loading:1", "role:slave\r\nmaster_sync_in_progress:1"} {
		servers, proxies, want := seeded(t, 20)
		_ = servers
		text := "# Server\r\nredis_version:7.0.15\r\n" + not + "\r\n# Keyspace\r\n"
		proxies[0].Answer("INFO", fmt.Sprintf("$%d\r\n%s\r\n", len(text), text), redistest.Times(2))
		expect(t, run(t, proxies[0].Addr, proxies[1].Addr, options()), want)
	}
}
