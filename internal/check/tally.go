package check

import "github.com/redis-full-check/redis-full-check/internal/value"

// tally counts what one batch came to, so that Stats is locked once a batch.
type tally struct {
	keys       map[Cell]int64
	last       string // type of the last equal key, and of equals of them
	equals     int64
	fields     map[Cell]int64
	gone       int64 // vanished on both sides
	skipped    int64 // of a type that is not looked at
	unverified int64
}

func newTally() tally { return tally{keys: map[Cell]int64{}, fields: map[Cell]int64{}} }

func (t *tally) equal(l *look) {
	name := unknownType // a mode that needs no types
	if l.typ != nil {
		name = l.typ.Name()
	}
	if name != t.last {
		t.flush()
		t.last = name
	}
	t.equals++
}

// flush moves the equal keys of one type in a row into the table.
func (t *tally) flush() {
	if t.equals > 0 {
		t.keys[Cell{t.last, Equal}] += t.equals
		t.equals = 0
	}
}

func (t *tally) conflict(c Conflict) {
	t.keys[Cell{c.Type, c.Kind}]++
	for _, f := range c.Fields {
		t.fields[Cell{c.Type, f.Kind}]++
	}
	for kind, n := range c.Handed {
		t.fields[Cell{c.Type, kind}] += n
	}
}

// counted is how a batch of a pass is added to a snapshot.
func (t *tally) counted(p pass) func(*Snapshot) {
	if p == asUsual {
		return t.addTo
	}
	return t.correct
}

// correct counts the keys as ttl conflicts that had been counted as equal. Any
// other conflict may have been counted before.
func (t *tally) correct(s *Snapshot) {
	for cell, n := range t.keys {
		if equal := (Cell{cell.Type, Equal}); cell.Kind == value.TTL {
			s.ByType[cell] += n
			s.ByType[equal] = max(s.ByType[equal]-n, 0)
		}
	}
}

// addTo adds a batch's counts to a snapshot.
func (t *tally) addTo(s *Snapshot) {
	t.flush()
	before := s.Checked
	for cell, n := range t.keys {
		s.ByType[cell] += n
		s.Checked += n
	}
	for cell, n := range t.fields {
		s.Fields[cell] += n
	}
	s.Checked += t.gone + t.unverified
	s.Unverified += t.unverified
	s.settled += s.Checked - before + t.skipped
	s.advance()
}
