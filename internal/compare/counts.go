package compare

import "github.com/redis-full-check/redis-full-check/internal/value"

// Cell is one cell of the table type x kind.
type Cell struct {
	Type string
	Kind value.Kind
}

// Equal is the Kind of the cells that count equal keys. It is no conflict and
// never reaches a Store.
const Equal value.Kind = "equal"

// Counts are what one batch came to.
type Counts struct {
	Keys       map[Cell]int64 // by type and verdict; Kind Equal for equal ones
	Fields     map[Cell]int64 // that differ, by the type of their key
	Gone       int64          // vanished on both sides
	Skipped    int64          // of a type that is not compared
	Unverified int64

	last   string // type of the last equal key, and of equals of them
	equals int64
}

func newCounts() Counts { return Counts{Keys: map[Cell]int64{}, Fields: map[Cell]int64{}} }

func (n *Counts) equal(c *candidate) {
	name := unknownType // a mode that needs no types
	if c.typ != nil {
		name = c.typ.Name()
	}
	if name != n.last {
		n.flush()
		n.last = name
	}
	n.equals++
}

// flush moves the equal keys of one type in a row into the table.
func (n *Counts) flush() {
	if n.equals > 0 {
		n.Keys[Cell{n.last, Equal}] += n.equals
		n.equals = 0
	}
}

// whole returns the counts when all keys are counted.
func (n *Counts) whole() Counts {
	n.flush()
	return *n
}

func (n *Counts) conflict(c Conflict) {
	n.Keys[Cell{c.Type, c.Kind}]++
	for _, f := range c.Fields {
		n.Fields[Cell{c.Type, f.Kind}]++
	}
	for kind, handed := range c.Handed {
		n.Fields[Cell{c.Type, kind}] += handed
	}
}
