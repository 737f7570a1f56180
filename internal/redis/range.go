package redis

import (
	"math/bits"
	"slices"
	"sync"
)

// Range is a part of one node's keyspace: a run of SCAN's cursors in the order
// in which they count. Which keys are in it depends on the keys alone, and stays
// the same when a hash table is resized (Redis 2.8 to 8, Valkey). After a restart
// of the server they may be others, since the hash seed is new.
type Range struct {
	Node  string
	ID    string // of the node behind a proxy
	DB    int
	Start uint64 // see order
	End   uint64 // 0: to the end
	// Words are put behind SCAN: MATCH and TYPE (Redis 6.0), where servers may
	// leave keys out. Proxies with a SCAN of their own do not get them.
	Words []string

	order   order
	process *process
	slots   *slotSet // those that are swept; nil: all
	owned   *slotSum // of those that the node has, as far as is known
}

// process is the run of a server in which its first part was begun.
type process struct {
	mu    sync.Mutex
	runID string
}

// is reports whether a run is the one, which it is if it comes first.
func (p *process) is(runID string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.runID == "" {
		p.runID = runID
	}
	return p.runID == runID
}

// Ranges divides a database's keyspace into ranges, parts of them on each node
// where its servers allow it; parts is a power of two.
func (d *Deployment) Ranges(db, parts int) []Range { return d.topo.ranges(db, parts) }

// divide divides one node's part of a database at the given places, of which
// the first is 0.
func divide(node string, db int, o order, starts []uint64) []Range {
	all := Range{Node: node, DB: db, order: o, process: &process{}}
	out := make([]Range, len(starts))
	for i := range starts {
		out[i] = all
		out[i].Start = starts[i]
		out[i].End = starts[(i+1)%len(starts)]
	}
	return out
}

// evenly are the starts of so many parts of a hash table, a power of two.
func evenly(parts int) []uint64 {
	out := make([]uint64, parts)
	for i := range out {
		out[i] = uint64(i) << (64 - bits.TrailingZeros(uint(parts)))
	}
	return out
}

// partial reports whether the range is a part of a node's keyspace.
func (r Range) partial() bool { return r.Start != r.End }

// admitted drops the keys of slots that are not swept, and those that a page
// has beyond the range.
func (r Range) admitted(keys []string) []string {
	bounded := r.partial() && r.order == bySlot
	if r.slots == nil && !bounded {
		return keys
	}
	return slices.DeleteFunc(keys, func(k string) bool {
		slot := slotOf(k)
		return r.slots != nil && !r.slots[slot] || bounded && !r.holds(slot)
	})
}

// holds reports whether a slot is in a range by slots.
func (r Range) holds(slot int) bool {
	return r.Start <= slotAt(slot) && (r.End == 0 || slotAt(slot) < r.End)
}

// share is the part of the range before a place, from 0 to 1.
func (r Range) share(place uint64) float64 {
	if r.order == bySlot && r.owned != nil {
		return r.shareOfSlots(place)
	}
	size := float64(r.End - r.Start) // wraps to the size of a range that goes to the end
	if r.End == r.Start {
		size = 1 << 64
	}
	return float64(place-r.Start) / size
}

// shareOfSlots counts only the slots that the node has.
func (r Range) shareOfSlots(place uint64) float64 {
	slot, last := slotOfPlace(place), slotOfPlace(r.End)
	if r.End == 0 {
		last = slots
	}
	done, all := r.owned.between(slotOfPlace(r.Start), slot), r.owned.between(slotOfPlace(r.Start), last)
	within := withinSlot(place) * r.owned.between(slot, slot+1)
	return (done + within) / max(all, 1)
}
