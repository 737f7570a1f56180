package redis

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestOrder finds the position of each cursor and its way back.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := rapid.SampledFrom([]cursorOrder{reverseBinary, slotMajor}).Draw(t, "order")
		position := rapid.Uint64().Draw(t, "position")
		if got := o.position(o.cursor(position)); got != position {
			t.Fatalf("%d by cursor %s: %d", position, o.cursor(position), got)
		}
	})
	for _, c := range []struct {
		order  cursorOrder
		cursor string
		want   uint64
	}{
		{reverseBinary, "0", 0}, {reverseBinary, "1", 1 << 63}, {reverseBinary, "2", 1 << 62},
		{slotMajor, "0", 0}, {slotMajor, "1", 1 << 50}, {slotMajor, "16383", 16383 << 50}, {slotMajor, "16385", 1<<50 | 1<<49},
		{unknownOrder, "17", 0}, {reverseBinary, "next", 0},
	} {
		if got := c.order.position(c.cursor); got != c.want {
			t.Errorf("order %d, cursor %s: %d, not %d", c.order, c.cursor, got, c.want)
		}
	}
}

func TestServerOrder(t *testing.T) {
	for _, c := range []struct {
		flavor, version string
		cluster         bool
		want            cursorOrder
	}{
		{"redis", "7.0.15", false, reverseBinary}, {"redis", "8.0.1", false, reverseBinary}, {"valkey", "9.0.0", false, reverseBinary},
		{"redis", "7.2.5", true, reverseBinary}, {"redis", "7.4.0", true, slotMajor}, {"redis", "8.0", true, slotMajor},
		{"valkey", "7.2.9", true, reverseBinary}, {"valkey", "8.0.0", true, slotMajor},
		{"dragonfly", "1.2.3", false, unknownOrder}, {"redis", "", true, reverseBinary},
	} {
		s := Server{Flavor: c.flavor, Version: c.version, Cluster: c.cluster, RunID: "x"}
		if got := s.cursorOrder(); got != c.want {
			t.Errorf("%s %s: %d", c.flavor, c.version, got)
		}
	}
	if got := (Server{Flavor: "redis", Version: "7.0.0"}).cursorOrder(); got != unknownOrder {
		t.Errorf("a server without run_id: %d", got)
	}
}

// TestDivideSlots gives each part of a node as many slots, and all of them.
func TestDivideSlots(t *testing.T) {
	owned := &slotSet{}
	for _, slot := range []int{3, 4, 5, 6, 100, 101, 16382, 16383} {
		owned[slot] = true
	}
	spans := divide("n", 0, slotMajor, owned.divide(slotMajor, 4))
	starts := []uint64{0, slotAt(5), slotAt(100), slotAt(16382)}
	for i, r := range spans {
		r.owned = owned.sum()
		if r.Start != starts[i] || r.End != starts[(i+1)%4] {
			t.Errorf("part %d is %d to %d", i, slotOfPosition(r.Start), slotOfPosition(r.End))
		}
		if r.share(r.Start) != 0 {
			t.Errorf("part %d begins with %v done", i, r.share(r.Start))
		}
	}
	last := spans[3]
	last.owned = owned.sum()
	if got := last.share(slotAt(16383) | 1<<49); got != 0.75 {
		t.Errorf("half of the last slot of two: %v", got)
	}
	if got := owned.divide(slotMajor, 64); len(got) != 8 || !slices.IsSorted(got) {
		t.Errorf("%d parts of 8 slots", len(got))
	}
	if a, b := owned.divide(reverseBinary, 4), owned.divide(unknownOrder, 4); len(a) != 4 || len(b) != 1 {
		t.Errorf("%d parts of a hash table, %d of what is unknown", len(a), len(b))
	}
}
