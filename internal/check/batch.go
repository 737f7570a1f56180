package check

import (
	"context"
	"iter"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/compare"
)

// batches is a round's work. It ends with an error if the rest cannot be had.
type batches = iter.Seq2[compare.Batch, error]

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

// lookedUp makes a batch of the target's keys one that is looked up on the source.
func (c *Check) lookedUp(b compare.Batch) compare.Batch {
	b.Pass, b.Origins = compare.TargetOnly, c.origins[b.DB]
	b.DB = c.home(b.DB, b.Origins)
	return b
}

// home is the source's database where a key should be that only a database of the
// target has: the one of the same number if that is one of the origins, but rather
// one that holds keys.
func (c *Check) home(target int, origins []int) int {
	holding := slices.DeleteFunc(c.databases(), func(db int) bool { return !slices.Contains(origins, db) })
	for _, dbs := range [][]int{holding, origins} {
		if slices.Contains(dbs, target) {
			return target
		}
		if len(dbs) > 0 {
			return dbs[0]
		}
	}
	return target
}

// maxBatchFields bounds the fields that are looked up in one pipeline.
const maxBatchFields = 4096

// whole yields suspects without what is known of them, so that they are compared as
// a whole. What a run before this one found in them is no longer all there is.
func whole(suspects iter.Seq2[compare.Conflict, error]) iter.Seq2[compare.Conflict, error] {
	return func(yield func(compare.Conflict, error) bool) {
		for s, err := range suspects {
			if !yield(compare.Conflict{DB: s.DB, Key: s.Key, Type: s.Type}, err) {
				return
			}
		}
	}
}

// suspects yields what the round before found: round 2 and later, and round 1 of a
// recheck.
func (c *Check) suspects(ctx context.Context, round int) batches {
	found := c.Store.Suspects(ctx, round)
	if round == 0 {
		found = whole(found)
	}
	return batchesOf(c.tuning.Batch, found)
}

// batchesOf makes work of suspects that are ordered by database.
func batchesOf(size int, suspects iter.Seq2[compare.Conflict, error]) batches {
	return func(yield func(compare.Batch, error) bool) {
		var b compare.Batch
		fields := 0
		for s, err := range suspects {
			if err != nil {
				yield(compare.Batch{}, err)
				return
			}
			full := len(b.Suspects) >= size || fields+len(s.Fields) > maxBatchFields
			if len(b.Suspects) > 0 && (full || s.DB != b.DB) {
				if !yield(b, nil) {
					return
				}
				b, fields = compare.Batch{}, 0
			}
			b.DB = s.DB
			b.Suspects = append(b.Suspects, s)
			fields += len(s.Fields)
		}
		if len(b.Suspects) > 0 {
			yield(b, nil)
		}
	}
}
