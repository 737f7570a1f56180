package redis

import (
	"math"
	"testing"
)

// TestProgressIsWeighed counts a range for as much as it has of the keys.
func TestProgressIsWeighed(t *testing.T) {
	facts := Keyspace{Nodes: []NodeKeys{
		{Node: "a", DBs: map[int]DB{0: {Keys: 7998}, 1: {Keys: 999}}},
		{Node: "b", DBs: map[int]DB{0: {Keys: 999}}},
	}}
	spans := []span{{Range: Range{Node: "a"}}, {Range: Range{Node: "a", Start: 1}}, {Range: Range{Node: "a", DB: 1}}, {Range: Range{Node: "b"}}}
	p := newProgress(spans, facts, 0)
	for i, want := range []float64{0.4, 0.8, 0.9, 1} {
		if got := p.move(i, 1); math.Abs(got-want) > 1e-9 {
			t.Errorf("range %d: %v, want %v", i, got, want)
		}
	}
	if got := newProgress(spans[:1], Keyspace{}, 0.3).move(0, 0.1); got != 0.3 {
		t.Errorf("it fell to %v", got)
	}
}
