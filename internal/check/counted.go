package check

import (
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// counted is how the counts of a batch are added to a snapshot.
func counted(n compare.Counts, b compare.Batch) func(*Snapshot) {
	late := b.Pass != compare.AsUsual && b.Pass != compare.TargetOnly
	return func(s *Snapshot) {
		switch b.Pass {
		case compare.AsUsual:
			s.settled += s.add(n) + n.Skipped
		case compare.TargetOnly:
			s.add(n)
			s.settled += int64(len(b.Keys))
		default:
			s.correct(n)
		}
		s.advance()
		s.addDB(b.DB, n.Keys, late)
	}
}

// correct counts the keys as ttl conflicts that had been counted as equal. Any
// other conflict may have been counted before.
func (s *Snapshot) correct(n compare.Counts) {
	for cell, keys := range n.Keys {
		if equal := (compare.Cell{Type: cell.Type, Kind: compare.Equal}); cell.Kind == value.TTL {
			s.ByType[cell] += keys
			s.ByType[equal] = max(s.ByType[equal]-keys, 0)
		}
	}
}

// add adds a batch's counts, and returns how many keys it settled.
func (s *Snapshot) add(n compare.Counts) int64 {
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
	return s.Checked - before
}
