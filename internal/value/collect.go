package value

import "hash/maphash"

// Room is how many differing fields of a value are noted, and where they go.
type Room struct {
	Fields int // at most; others are counted
	// Hand, if set, takes fields over before they are too many to be held. They
	// are no longer in Diff.Fields then.
	Hand func([]Field)
}

// Tally counts fields by what is wrong with them.
type Tally map[Kind]int64

// maxHeld is how many bytes of fields are held, with what it takes to hold them.
const (
	maxHeld   = 1 << 20
	fieldSize = 64
)

// collector puts the difference between two values together, field by field.
type collector struct {
	room    Room
	diff    Diff
	noted   int // fields, held or handed over
	held    int // bytes of the fields in diff
	seed    maphash.Seed
	seen    map[uint64]struct{} // hashes of names that were noted
	lacking bool                // a field is not on both sides
}

func collect(room Room) collector { return collector{room: room, seed: maphash.MakeSeed()} }

// maxSeen bounds the names that are known again when a scan repeats them.
const maxSeen = 1 << 20

// add adds a field, unless it was added before.
func (c *collector) add(name string, kind Kind) {
	hash := maphash.String(c.seed, name)
	if _, again := c.seen[hash]; again {
		return
	}
	c.lacking = c.lacking || kind == LackSource || kind == LackTarget
	c.diff.State = Different
	if c.noted >= c.room.Fields {
		c.diff.More++
		return
	}
	if c.seen == nil {
		c.seen = map[uint64]struct{}{}
	}
	if len(c.seen) < maxSeen {
		c.seen[hash] = struct{}{}
	}
	c.noted++
	c.diff.Fields = append(c.diff.Fields, Field{name, kind})
	if c.held += len(name) + fieldSize; c.held > maxHeld && c.room.Hand != nil {
		c.hand()
	}
}

// note adds an element that differs. It returns true: all differences are wanted.
func (c *collector) note(e Element, kind Kind) bool {
	c.add(e.Field(), kind)
	return true
}

// hand hands the fields over that are held.
func (c *collector) hand() {
	if c.diff.Handed == nil {
		c.diff.Handed = Tally{}
	}
	for _, f := range c.diff.Fields {
		c.diff.Handed[f.Kind]++
	}
	c.room.Hand(c.diff.Fields)
	c.diff.Fields, c.held = nil, 0
}

// result is what was collected; nothing means that the values are the same.
func (c *collector) result(lens [2]int64) Diff {
	if c.diff.State != Different {
		return Diff{State: Same, Len: lens, LeftOut: c.diff.LeftOut}
	}
	c.diff.Len = lens
	return c.diff
}
