package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/scope"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// survey is a sweep of databases of one side.
type survey struct {
	*redis.Sweep
	check *Check
	dbs   []int
	late  bool // its keys were met and counted before
}

// survey is a sweep of the source's databases that is still to be made.
func (c *Check) survey(dbs []int) *survey {
	return &survey{Sweep: c.Source.Sweep(c.sweepOptions(dbs)), check: c, dbs: dbs}
}

// sweepOptions let the source's servers leave keys out. What they leave out would
// not be compared; what they do not is filtered here. A module's type may be an
// error to servers without it.
func (c *Check) sweepOptions(dbs []int) redis.SweepOptions {
	o := redis.SweepOptions{DBs: dbs, Count: c.tuning.Batch, Parts: c.tuning.Parts, Match: c.Options.Filter.Glob(),
		Keyspace: c.seen[0], Governor: c.meters[0], Slice: c.slice}
	if t := c.Options.Types; len(t) == 1 && scope.IsBuiltIn(value.Of(t[0])) {
		o.Type = t[0]
	}
	return o
}

// batches yields the keys: round 1. What came before an error is yielded, too.
func (s *survey) batches(ctx context.Context) batches {
	return func(yield func(Batch, error) bool) {
		g := gatherer{size: s.check.tuning.Batch, waiting: map[redis.Range][]string{}, yield: s.hand(yield)}
		for page, err := range s.Pages(ctx) {
			if err != nil {
				if g.flushAll() {
					yield(Batch{}, err)
				}
				return
			}
			s.count(page)
			if !g.add(page.Range, s.check.admitted(page.Keys)) || page.Next.Done && !g.flush(page.Range) {
				return
			}
		}
		g.flushAll()
	}
}

// hand passes batches on.
func (s *survey) hand(yield func(Batch, error) bool) func(Batch) bool {
	return func(b Batch) bool {
		if s.late {
			b.Pass = OnceMore
		}
		return yield(b, nil)
	}
}

// count notes that a page came.
func (s *survey) count(p redis.Page) {
	if !s.late {
		s.check.Stats.scanned(p.Range.DB, len(p.Keys), p.Share)
	}
}
