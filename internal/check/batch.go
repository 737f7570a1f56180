package check

import (
	"context"
	"iter"
)

// batch is a bounded number of keys of one database: new ones in the first
// round, suspects in the later ones.
type batch struct {
	db       int
	keys     []string
	suspects []Conflict
	pass     pass
}

// batches is a round's work. It ends with an error if the rest cannot be had.
type batches = iter.Seq2[batch, error]

// admitted drops the keys that the filter does not admit.
func (c *Check) admitted(keys []string) []string {
	if c.Options.Filter == nil {
		return keys
	}
	out := keys[:0]
	for _, k := range keys {
		if c.Options.Filter.Admits(k) {
			out = append(out, k)
		}
	}
	return out
}

// maxBatchFields bounds the fields that are looked up in one pipeline.
const maxBatchFields = 4096

// suspects yields what the round before found: round 2 and later.
func (c *Check) suspects(ctx context.Context, round int) batches {
	return func(yield func(batch, error) bool) {
		var b batch
		fields := 0
		for s, err := range c.Store.Suspects(ctx, round) {
			if err != nil {
				yield(batch{}, err)
				return
			}
			full := len(b.suspects) >= c.tuning.Batch || fields+len(s.Fields) > maxBatchFields
			if len(b.suspects) > 0 && (full || s.DB != b.db) {
				if !yield(b, nil) {
					return
				}
				b, fields = batch{}, 0
			}
			b.db = s.DB
			b.suspects = append(b.suspects, s)
			fields += len(s.Fields)
		}
		if len(b.suspects) > 0 {
			yield(b, nil)
		}
	}
}
