package redis

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestOrder finds the place of each cursor and its way back.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := rapid.SampledFrom([]order{reversed, bySlot}).Draw(t, "order")
		place := rapid.Uint64().Draw(t, "place")
		if got := o.place(o.cursor(place)); got != place {
			t.Fatalf("%d by cursor %s: %d", place, o.cursor(place), got)
		}
	})
	for _, c := range []struct {
		order  order
		cursor string
		want   uint64
	}{
		{reversed, "0", 0}, {reversed, "1", 1 << 63}, {reversed, "2", 1 << 62},
		{bySlot, "0", 0}, {bySlot, "1", 1 << 50}, {bySlot, "16383", 16383 << 50}, {bySlot, "16385", 1<<50 | 1<<49},
		{opaque, "17", 0}, {reversed, "next", 0},
	} {
		if got := c.order.place(c.cursor); got != c.want {
			t.Errorf("order %d, cursor %s: %d, not %d", c.order, c.cursor, got, c.want)
		}
	}
}

func TestServerOrder(t *testing.T) {
	for _, c := range []struct {
		flavor, version string
		cluster         bool
		want            order
	}{
		{"redis", "7.0.15", false, reversed}, {"redis", "8.0.1", false, reversed}, {"valkey", "9.0.0", false, reversed},
		{"redis", "7.2.5", true, reversed}, {"redis", "7.4.0", true, bySlot}, {"redis", "8.0", true, bySlot},
		{"valkey", "7.2.9", true, reversed}, {"valkey", "8.0.0", true, bySlot},
		{"dragonfly", "1.2.3", false, opaque}, {"redis", "", true, reversed},
	} {
		s := Server{Flavor: c.flavor, Version: c.version, Cluster: c.cluster, RunID: "x"}
		if got := s.order(); got != c.want {
			t.Errorf("%s %s: %d", c.flavor, c.version, got)
		}
	}
	if got := (Server{Flavor: "redis", Version: "7.0.0"}).order(); got != opaque {
		t.Errorf("a server without run_id: %d", got)
	}
}

// TestDivideSlots gives each part of a node as many slots, and all of them.
func TestDivideSlots(t *testing.T) {
	owned := &slotSet{}
	for _, slot := range []int{3, 4, 5, 6, 100, 101, 16382, 16383} {
		owned[slot] = true
	}
	ranges := divide("n", 0, bySlot, owned.divide(bySlot, 4))
	starts := []uint64{0, slotAt(5), slotAt(100), slotAt(16382)}
	for i, r := range ranges {
		r.owned = owned.sum()
		if r.Start != starts[i] || r.End != starts[(i+1)%4] {
			t.Errorf("part %d is %d to %d", i, slotOfPlace(r.Start), slotOfPlace(r.End))
		}
		if r.share(r.Start) != 0 {
			t.Errorf("part %d begins with %v done", i, r.share(r.Start))
		}
	}
	last := ranges[3]
	last.owned = owned.sum()
	if got := last.share(slotAt(16383) | 1<<49); got != 0.75 {
		t.Errorf("half of the last slot of two: %v", got)
	}
	if got := owned.divide(bySlot, 64); len(got) != 8 || !slices.IsSorted(got) {
		t.Errorf("%d parts of 8 slots", len(got))
	}
	if a, b := owned.divide(reversed, 4), owned.divide(opaque, 4); len(a) != 4 || len(b) != 1 {
		t.Errorf("%d parts of a hash table, %d of what is unknown", len(a), len(b))
	}
}
