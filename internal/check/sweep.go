package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/scope"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// survey is a sweep of databases of one side.
type survey struct {
	*redis.Sweep
	check *Check
	side  int // 0: the source
	dbs   []int
	late  bool // its keys were met and counted before
}

// survey is a sweep of a side's databases that is still to be made.
func (c *Check) survey(side int, dbs []int) *survey {
	d := [...]*redis.Deployment{c.Source, c.Target}[side]
	return &survey{Sweep: d.Sweep(c.sweepOptions(side, dbs)), check: c, side: side, dbs: dbs}
}

// sweepOptions let servers leave keys out. What they leave out would not be
// compared; what they do not is filtered here. A module's type may be an error to
// servers without it.
func (c *Check) sweepOptions(side int, dbs []int) redis.SweepOptions {
	o := redis.SweepOptions{DBs: dbs, Count: c.tuning.Batch, Parts: c.tuning.Parts,
		Keyspace: c.seen[side], Governor: c.meters[side], Slice: c.slice}
	if side == 0 || len(c.Options.KeyMap) == 0 { // else the target's names are others
		o.Match = c.Options.Filter.Glob()
	}
	if t := c.Options.Types; len(t) == 1 && scope.IsBuiltIn(value.Of(t[0])) {
		o.Type = t[0]
	}
	return o
}

// batches yields the keys: round 1. What came before an error is yielded, too.
func (s *survey) batches(ctx context.Context) batches {
	return func(yield func(compare.Batch, error) bool) {
		g := gatherer{size: s.check.tuning.Batch, waiting: map[redis.Range][]string{}, yield: s.hand(yield)}
		for page, err := range s.Pages(ctx) {
			if err != nil {
				if g.flushAll() {
					yield(compare.Batch{}, err)
				}
				return
			}
			s.count(page)
			if !g.add(page.Range, s.admitted(page.Keys)) || page.Next.Done && !g.flush(page.Range) {
				return
			}
		}
		g.flushAll()
	}
}

// hand passes batches on.
func (s *survey) hand(yield func(compare.Batch, error) bool) func(compare.Batch) bool {
	return func(b compare.Batch) bool {
		switch {
		case s.side == 1:
			b = s.check.lookedUp(b)
		case s.late:
			b.Pass = compare.OnceMore
		}
		return yield(b, nil)
	}
}

// admitted drops the source's keys that the filter does not admit. Those of the
// target are filtered under their names on the source.
func (s *survey) admitted(keys []string) []string {
	if s.side == 1 {
		return keys
	}
	return s.check.admitted(keys)
}

// count notes that a page came.
func (s *survey) count(p redis.Page) {
	switch {
	case s.side == 1:
		s.check.Stats.scannedTarget(p.Share)
	case !s.late:
		s.check.Stats.scanned(p.Range.DB, len(p.Keys), p.Share)
	}
}
