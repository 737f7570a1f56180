package check

import "github.com/redis-full-check/redis-full-check/internal/value"

// counted is how the counts of a batch are added to a snapshot.
func counted(n Counts, p Pass) func(*Snapshot) {
	if p == AsUsual {
		return n.addTo
	}
	return n.correct
}

// correct counts the keys as ttl conflicts that had been counted as equal. Any
// other conflict may have been counted before.
func (n Counts) correct(s *Snapshot) {
	for cell, keys := range n.Keys {
		if equal := (Cell{cell.Type, Equal}); cell.Kind == value.TTL {
			s.ByType[cell] += keys
			s.ByType[equal] = max(s.ByType[equal]-keys, 0)
		}
	}
}

// addTo adds a batch's counts to a snapshot.
func (n Counts) addTo(s *Snapshot) {
	before := s.Checked
	for cell, keys := range n.Keys {
		s.ByType[cell] += keys
		s.Checked += keys
	}
	for cell, fields := range n.Fields {
		s.Fields[cell] += fields
	}
	s.Checked += n.Gone + n.Unverified
	s.Unverified += n.Unverified
	s.settled += s.Checked - before + n.Skipped
	s.advance()
}
