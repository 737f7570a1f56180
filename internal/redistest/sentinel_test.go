package redistest

import (
	"slices"
	"testing"
)

func TestSentinel(t *testing.T) {
	t.Parallel() // it mostly waits
	master := Start(t, "--requirepass", `a "word"`)
	replicas := []*Server{Replica(t, master), Replica(t, master)}
	s := Sentinel(t, "my-master", master, replicas, 3)
	if s.Master() != master || len(s.Addrs()) != 3 {
		t.Fatalf("master %v, sentinels %v", s.Master(), s.Addrs())
	}
	first := s.Failover()
	if !slices.Contains(replicas, first) {
		t.Fatalf("the new master %s is none of the replicas", first.Addr)
	}
	first.Kill()
	if second := s.AwaitFailover(first); second == first {
		t.Error("a dead server is the master")
	}
}
