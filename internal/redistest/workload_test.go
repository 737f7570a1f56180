package redistest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestWorkloadLeavesThePlantsOnly(t *testing.T) {
	servers := Pair(t)
	population := &Population{Cold: 10, Warm: 20, Hot: 10, Expiring: 20}
	plants := Plants()
	want := map[string]Plant{}
	for _, s := range servers {
		apply(t, s, population.Seed())
	}
	for _, p := range plants {
		apply(t, servers[1], p.Setup)
		want[p.Key] = p
	}
	if len(want) != 100 {
		t.Fatalf("%d plants", len(want))
	}
	w := Workload{Source: servers[0].Client(0), Target: servers[1].Client(0), Rate: 5000, Lag: 50 * time.Millisecond, Lost: Lost(plants)}
	w.Start(t, population)
	eventually(t, "writes to be made", func() bool { return w.Writes() > 3000 })
	w.Stop()
	if median, _ := w.Lags(); median < w.Lag {
		t.Errorf("a lag of %v, want %v", median, w.Lag)
	}
	found := 0
	for _, key := range keysOfBoth(t, servers) {
		_, planted := want[key]
		if same := content(t, servers[0], key) == content(t, servers[1], key); same == planted {
			t.Errorf("%s: same %v, planted %v", key, same, planted)
		} else if planted {
			found++
		}
	}
	if found != len(plants) {
		t.Errorf("%d of %d differences are there", found, len(plants))
	}
}

func apply(t *testing.T, s *Server, writes []Write) {
	t.Helper()
	if err := Apply(s.Client(0), writes); err != nil {
		t.Fatal(err)
	}
}

// keysOfBoth are the keys of two servers that do not expire by themselves.
func keysOfBoth(t *testing.T, servers [2]*Server) (out []string) {
	t.Helper()
	all := map[string]bool{}
	for _, s := range servers {
		keys, err := s.Client(0).Keys(context.Background(), "*").Result()
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range keys {
			if !all[k] && !strings.HasPrefix(k, "expiring:") {
				out = append(out, k)
			}
			all[k] = true
		}
	}
	return out
}

// content tells what a key holds, whatever its encoding.
func content(t *testing.T, s *Server, key string) string {
	t.Helper()
	ctx, c := context.Background(), s.Client(0)
	kind := c.Type(ctx, key).Val()
	var reply any
	switch kind {
	case "string":
		reply = c.Get(ctx, key).Val()
	case "hash":
		reply = c.HGetAll(ctx, key).Val()
	case "list":
		reply = c.LRange(ctx, key, 0, -1).Val()
	case "set":
		reply = c.SMembersMap(ctx, key).Val()
	case "zset":
		reply = c.ZRangeWithScores(ctx, key, 0, -1).Val()
	case "stream":
		reply = c.XRangeN(ctx, key, "-", "+", 100_000).Val()
	}
	return fmt.Sprint(kind, reply, c.Do(ctx, "PEXPIRETIME", key).Val())
}
