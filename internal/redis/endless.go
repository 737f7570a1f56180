package redis

import (
	"fmt"
	"math"
)

// endless notices a sweep that will never end: cursors that go round in a
// circle, pages without keys, or more keys than there can be.
type endless struct {
	mark    string // a cursor of before
	since   int    // pages since the mark was set
	until   int    // pages until the next one is set
	circles int
	empty   int // pages without keys, one after the other

	keys, believed int64 // that came, and that may come
}

// Servers may legitimately give many pages without keys, of a large hash table
// that has become sparse: a table of 2^31 places is 1 million of them.
const (
	maxCircles = 3
	maxEmpty   = 4 << 20
	manyTimes  = 64      // as many keys as a server counts
	fewKeys    = 1 << 20 // that may come before it is asked
)

// page takes note of a page: the cursor that came with it, and how many keys. It
// compares with cursors that are kept ever longer (Brent), so that it finds
// circles of any length with the memory of one.
func (e *endless) page(cursor string, keys int) error {
	e.keys += int64(keys)
	if e.empty++; keys > 0 {
		e.empty = 0
	}
	switch {
	case e.empty > maxEmpty:
		return fmt.Errorf("%d pages without a key came one after the other", e.empty)
	case cursor == e.mark:
		e.circles++
	case e.since >= e.until:
		e.mark, e.since, e.until = cursor, 0, max(2*e.until, 1)
	}
	e.since++
	if e.circles >= maxCircles {
		return fmt.Errorf("the cursor %.40q comes again and again", cursor)
	}
	return nil
}

// doubted reports whether there came so many keys that the server should be
// asked how many it has.
func (e *endless) doubted() bool { return e.keys > max(e.believed, fewKeys) }

// believe goes on for as many keys as a server may give that has so many, -1 if
// it does not count them. SCAN repeats some, not all of them many times.
func (e *endless) believe(all int64) error {
	e.believed = manyTimes*all + fewKeys
	if all < 0 {
		e.believed = math.MaxInt64
	}
	if e.doubted() {
		return fmt.Errorf("%d keys came, and it counts %d", e.keys, all)
	}
	return nil
}
