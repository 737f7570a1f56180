package check

import (
	"context"
	"errors"
	"iter"

	"redis-full-check/internal/redis"
)

// batch is a bounded number of keys of one database: new ones in the first
// round, suspects in the later ones.
type batch struct {
	db       int
	keys     []string
	suspects []Conflict
}

// batches is a round's work. It ends with an error if the rest cannot be had.
type batches = iter.Seq2[batch, error]

// sweep yields the keys of the source's databases: round 1. Where keys moved
// between a cluster's nodes meanwhile, it sweeps them again.
func (c *Check) sweep(ctx context.Context, dbs []int) batches {
	return func(yield func(batch, error) bool) {
		before, err := c.Source.Layout(ctx)
		if err != nil {
			yield(batch{}, err)
			return
		}
		var ranges []redis.Range
		for _, db := range dbs {
			ranges = append(ranges, c.Source.Ranges(db, 1)...)
		}
		for len(ranges) > 0 {
			if !c.sweepRanges(ctx, ranges, yield) {
				return
			}
			if ranges, before, err = c.Source.Moved(ctx, before, dbs); err != nil {
				yield(batch{}, err)
				return
			}
		}
	}
}

// sweepRanges yields the keys of ranges, one after the other; false ends the
// sweep.
func (c *Check) sweepRanges(ctx context.Context, ranges []redis.Range, yield func(batch, error) bool) bool {
	p := c.Source.Pipeline()
	defer p.Close()
	words := c.scanWords()
	for i, r := range ranges {
		done := func(share float64) float64 { return (float64(i) + share) / float64(len(ranges)) }
		r.Words = words
		if !c.sweepRange(ctx, p.Scanner(r), r.DB, done, yield) {
			return false
		}
	}
	return true
}

// sweepRange yields the keys of one range; false ends the sweep.
func (c *Check) sweepRange(ctx context.Context, s *redis.Scanner, db int, done func(float64) float64, yield func(batch, error) bool) bool {
	b := batch{db: db}
	for !s.Done() {
		keys, err := s.Next(ctx, c.Options.Batch)
		if errors.Is(err, redis.ErrLost) {
			break // its keys have moved
		}
		if err != nil {
			return yield(batch{}, err)
		}
		c.Stats.scanned(db, len(keys), done(s.Share()))
		b.keys = append(b.keys, c.admitted(keys)...)
		for len(b.keys) >= c.Options.Batch {
			n := min(len(b.keys), c.Options.Batch)
			if !yield(batch{db: db, keys: b.keys[:n:n]}, nil) {
				return false
			}
			b.keys = b.keys[n:]
		}
	}
	return len(b.keys) == 0 || yield(b, nil)
}

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
			full := len(b.suspects) >= c.Options.Batch || fields+len(s.Fields) > maxBatchFields
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
