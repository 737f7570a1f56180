package check

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
)

// Rehearsal is what a few keys cost that were compared as a run would compare
// them. It proves nothing about the other keys, nor that what differs would do so
// in a later round.
type Rehearsal struct {
	Scanned    int64 // keys that the sweep met
	Compared   int64
	Differ     int64 // at the first look
	Unverified int64
	Took       time.Duration
	Cut        bool // time was up before all keys were compared
	Tuning     Tuning
	Traffic    [2]Traffic // with the source and the target
}

// Rehearse compares about so many keys of the source's databases, and ends after
// limit in any case. It is called instead of Run.
func (c *Check) Rehearse(ctx context.Context, keys int64, limit time.Duration) (Rehearsal, error) {
	if err := c.Options.Validate(); err != nil {
		return Rehearsal{}, err
	}
	defer c.govern(ctx)()
	if err := c.prepare(ctx); err != nil {
		return Rehearsal{}, err
	}
	if _, err := c.see(ctx); err != nil {
		return Rehearsal{}, err
	}
	c.Store = nowhere{}
	c.Stats.beginRound(1, keys, c.Source.Server())
	bounded, stop := context.WithTimeout(ctx, limit)
	defer stop()
	started := time.Now()
	err := c.compare(bounded, c.few(bounded, keys), c.Store.Add)
	r := Rehearsal{Took: time.Since(started), Tuning: c.tuning}
	if r.Cut = errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil; r.Cut {
		err = nil
	}
	for i, m := range c.meters {
		r.Traffic[i] = m.traffic()
	}
	r.count(c.Stats.Snapshot())
	return r, err
}

// count takes over what a run counted.
func (r *Rehearsal) count(s Snapshot) {
	r.Scanned, r.Compared, r.Unverified = s.settled, s.Checked, s.Unverified
	if r.Scanned == 0 && !r.Cut {
		r.Scanned = s.Scanned // a filter may leave none
	}
	for cell, n := range s.ByType {
		if cell.Kind != compare.Equal {
			r.Differ += n
		}
	}
}

// few yields some keys of each database, by the number of keys that it holds.
func (c *Check) few(ctx context.Context, keys int64) batches {
	dbs := c.databases()
	all := max(c.Source.Server().Keys(dbs), 1)
	return func(yield func(compare.Batch, error) bool) {
		for _, db := range dbs {
			some := max(keys*c.Source.Server().DBs[db].Keys/all, 1)
			if !first(c.survey(0, []int{db}).batches(ctx), some, yield) {
				return
			}
		}
	}
}

// first yields batches until they are so many keys. It reports whether more are
// wanted.
func first(all batches, keys int64, yield func(compare.Batch, error) bool) bool {
	for b, err := range all {
		if !yield(b, err) {
			return false
		}
		if keys -= int64(len(b.Keys)); keys <= 0 {
			return true
		}
	}
	return true
}

// nowhere is a Store that keeps nothing.
type nowhere struct{}

func (nowhere) BeginRound(context.Context, int) error { return nil }

func (nowhere) Add(context.Context, compare.Findings) error { return nil }

func (nowhere) EndRound(context.Context) error { return nil }

func (nowhere) Suspects(context.Context, int) iter.Seq2[compare.Conflict, error] {
	return func(func(compare.Conflict, error) bool) {}
}

func (nowhere) Summary(context.Context, int) (Summary, error) { return Summary{}, nil }
