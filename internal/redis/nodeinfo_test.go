package redis

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestParseNodeInfo(t *testing.T) {
	info := strings.ReplaceAll(`# Server
redis_version:8.6.3
# Memory
used_memory:1000
maxmemory:2000
maxmemory_policy:allkeys-lru
# Replication
role:slave
master_host:::1
master_port:6379
master_link_status:up
master_last_io_seconds_ago:3
slave_repl_offset:70
master_repl_offset:90
# Stats
instantaneous_ops_per_sec:12
evicted_keys:5
# CPU
used_cpu_sys:1.5
used_cpu_user:0.25
# Keyspace
db0:keys=3,expires=0,avg_ttl=0
# Keysizes
db0_distrib_strings_sizes:0=1,4K=2,1M=7
db3_distrib_hashes_items:2=1
`, "\n", "\r\n")
	n := parseNodeInfo(info)
	got := fmt.Sprint(n.ReplicaOf, n.LastHeard, n.Offset, n.Used, n.Limit, n.Policy, n.Evicted, n.Ops, n.CPU)
	if want := fmt.Sprint("[::1]:6379", 3*time.Second, 70, 1000, 2000, "allkeys-lru", 5, 12, 1750*time.Millisecond); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, h := range n.Sizes {
		if want := map[string]string{"string": "0 map[0:1 4096:2 1048576:7]", "hash": "3 map[2:1]"}[h.Type]; fmt.Sprint(h.DB, h.Bins) != want {
			t.Errorf("%+v, want %s", h, want)
		}
	}
	if len(n.Sizes) != 2 || parseNodeInfo("").Sizes != nil {
		t.Errorf("sizes %v", n.Sizes)
	}
}

// TestBinsThatMakeNoSense has what Redis 8.0.2 says after a SETRANGE.
func TestBinsThatMakeNoSense(t *testing.T) {
	for _, line := range []string{"0=18446744073709551615,1=14K=1,1M=2", "1=14K=1", "", "x=1", "1", "1X=2"} {
		if got := parseBins(line); got != nil {
			t.Errorf("%q is read as %v", line, got)
		}
	}
}
