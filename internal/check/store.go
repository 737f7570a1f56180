package check

import (
	"context"
	"iter"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/keyname"
)

// Store keeps what the rounds find. One goroutine at a time writes to it; a
// round's findings are read only after EndRound.
type Store interface {
	// BeginRound makes the store ready for the findings of a round (from 1).
	BeginRound(ctx context.Context, round int) error
	// Add writes findings down. A key already found in this round is
	// ignored, since SCAN may return a key more than once.
	Add(ctx context.Context, f compare.Findings) error
	// EndRound makes the round's findings durable.
	EndRound(ctx context.Context) error
	// Suspects yields the keys of a finished round that the next one has to
	// look at, ordered by database: its conflicts, with their fields, and its
	// unverified keys (whose Kind is ""). Round 0 has the keys that a recheck
	// looks at.
	Suspects(ctx context.Context, round int) iter.Seq2[compare.Conflict, error]
	// Summary counts the findings of a finished round.
	Summary(ctx context.Context, round int) (Summary, error)
}

// Summary counts the findings of one round.
type Summary struct {
	Keys       map[compare.Cell]int64 // conflicting keys
	Fields     map[compare.Cell]int64 // conflicting fields, by the type of their key
	MoreFields int64                  // differing fields that were counted but not recorded
	Unverified int64
	State      int64           // libraries of functions and users that differ
	DBs        map[int]int64   // conflicting keys by database of the source
	Largest    []keyname.Count // the families of names with the most conflicts, the largest first, at most ten
	Families   int64           // families with conflicts, those of Largest and all others
}

// KeyCount is the number of conflicting keys.
func (s Summary) KeyCount() int64 {
	var n int64
	for _, c := range s.Keys {
		n += c
	}
	return n
}

// FieldCount is the number of conflicting fields that are recorded.
func (s Summary) FieldCount() int64 {
	var n int64
	for _, c := range s.Fields {
		n += c
	}
	return n
}

// Total is the number of the closing line: conflicting keys and recorded
// conflicting fields together.
func (s Summary) Total() int64 { return s.KeyCount() + s.FieldCount() }
