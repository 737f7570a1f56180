package redis

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// Range names a part of one node's keyspace, the unit of work of a sweep: a run of
// SCAN's cursors in the order in which they count. Which keys are in it depends on
// the keys alone, and stays the same when a hash table is resized (Redis 2.8 to 8,
// Valkey). After a restart of the server they may be others, since the hash seed is
// new. A Range is a value: it can be compared, stored and sent.
type Range struct {
	Node  string
	ID    string // of the node behind a proxy
	DB    int
	Start uint64 // a position, see cursorOrder
	End   uint64 // 0: to the end
	Slots string // that are swept, such as "0-99,107"; "": all that the node has
	Stage int    // 0; higher if it is swept again because keys moved
}

// span is a range that is being swept.
type span struct {
	Range
	words   []string // behind SCAN: MATCH and TYPE
	order   cursorOrder
	process *process
	slots   *slotSet // those of Range.Slots; nil: all
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

// divide divides one node's part of a database at the given positions. The first
// is 0.
func divide(node string, db int, o cursorOrder, starts []uint64) []span {
	all := span{Range: Range{Node: node, DB: db}, order: o, process: &process{}}
	out := make([]span, len(starts))
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

// String is a line for people.
func (r Range) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s db%d", r.Node, r.DB)
	for _, word := range []struct{ name, value string }{{"node", r.ID}, {"slots", r.Slots}} {
		if word.value != "" {
			fmt.Fprintf(&out, " %s %s", word.name, word.value)
		}
	}
	if r.partial() {
		fmt.Fprintf(&out, " from %x to %x", r.Start, r.End)
	}
	return out.String()
}

// admitted drops the keys of slots that are not swept, and those that a page
// has beyond the range.
func (s *span) admitted(keys []string) []string {
	bounded := s.partial() && s.order == slotMajor
	if s.slots == nil && !bounded {
		return keys
	}
	return slices.DeleteFunc(keys, func(k string) bool {
		slot := slotOf(k)
		return s.slots != nil && !s.slots[slot] || bounded && !s.holds(slot)
	})
}

// holds reports whether a slot is in a range by slots.
func (r Range) holds(slot int) bool {
	return r.Start <= slotAt(slot) && (r.End == 0 || slotAt(slot) < r.End)
}

// share is the part of the range before a position, from 0 to 1.
func (s *span) share(position uint64) float64 {
	if s.order == slotMajor && s.owned != nil {
		return s.shareOfSlots(position)
	}
	size := float64(s.End - s.Start) // wraps to the size of a range that goes to the end
	if s.End == s.Start {
		size = 1 << 64
	}
	return float64(position-s.Start) / size
}

// shareOfSlots counts only the slots that the node has.
func (s *span) shareOfSlots(position uint64) float64 {
	slot, last := slotOfPosition(position), slotOfPosition(s.End)
	if s.End == 0 {
		last = slots
	}
	done, all := s.owned.between(slotOfPosition(s.Start), slot), s.owned.between(slotOfPosition(s.Start), last)
	within := withinSlot(position) * s.owned.between(slot, slot+1)
	return (done + within) / max(all, 1)
}
