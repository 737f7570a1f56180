package check

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// sweepers is how many nodes are swept at once.
const sweepers = 8

// survey is a sweep of the source's databases.
type survey struct {
	check *Check
	dbs   []int
	late  bool // its keys were met and counted before

	mu    sync.Mutex
	swept swept
}

// survey is a sweep of databases that is still to be made.
func (c *Check) survey(dbs []int) *survey { return &survey{check: c, dbs: dbs, swept: swept{}} }

// met notes how many keys the sweep of a range came to.
func (s *survey) met(r redis.Range, keys int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.swept[place{r.Node, r.DB}] += int64(keys)
}

// batches yields the keys: round 1. Where keys moved between a cluster's nodes
// meanwhile, it sweeps them again.
func (s *survey) batches(ctx context.Context) batches {
	return func(yield func(Batch, error) bool) {
		if s.late {
			all := yield
			yield = func(b Batch, err error) bool {
				b.Pass = OnceMore
				return all(b, err)
			}
		}
		if err := s.untilStill(ctx, yield); err != nil && !errors.Is(err, errEnough) {
			yield(Batch{}, err)
		}
	}
}

// untilStill sweeps what moved until nothing did.
func (s *survey) untilStill(ctx context.Context, yield func(Batch, error) bool) error {
	c := s.check
	before, err := c.Source.Layout(ctx)
	if err != nil {
		return err
	}
	stages := [][]redis.Range{nil}
	for _, db := range s.dbs {
		stages[0] = append(stages[0], c.Source.Ranges(db, c.parts(db))...)
	}
	best := 0.0
	for len(stages) > 0 {
		for _, ranges := range stages {
			w := sweeper{survey: s, check: c, seams: newSeams(), ranges: ranges, out: make(chan Batch), course: newCourse(ranges, c.seen[0], best)}
			if err := w.run(ctx, yield); err != nil {
				return err
			}
			for _, r := range w.lost {
				before = before.Without(r)
			}
			best = w.course.best
		}
		if stages, before, err = c.Source.Moved(ctx, before, s.dbs); err != nil {
			return err
		}
	}
	return nil
}

// errEnough means that nobody takes any more keys.
var errEnough = errors.New("enough")

// sweeper sweeps ranges, those of different nodes side by side.
type sweeper struct {
	survey *survey
	check  *Check
	seams  *seams
	ranges []redis.Range
	out    chan Batch

	mu     sync.Mutex
	course *course
	lost   []redis.Range // those whose node left the deployment
}

// run yields the keys of all ranges. When it returns no goroutine is left.
func (s *sweeper) run(ctx context.Context, yield func(Batch, error) bool) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(s.out)
		return s.sweepNodes(ctx)
	})
	enough := false
	for b := range s.out {
		if enough = enough || !yield(b, nil); enough {
			stop(errEnough)
		}
	}
	if err := g.Wait(); !enough {
		return err
	}
	return errEnough
}

func (s *sweeper) sweepNodes(ctx context.Context) error {
	type lane struct { // what is swept by one connection
		node, id string
		start    uint64
	}
	var order []lane
	parts := map[lane][]int{}
	for i, r := range s.ranges {
		n := lane{r.Node, r.ID, r.Start}
		if parts[n] == nil {
			order = append(order, n)
		}
		parts[n] = append(parts[n], i)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(sweepers)
	for _, n := range order {
		g.Go(func() error { return s.sweepNode(ctx, parts[n]) })
	}
	return g.Wait()
}

// sweepNode sweeps ranges of one node, one after the other.
func (s *sweeper) sweepNode(ctx context.Context, parts []int) error {
	p := s.check.Source.Pipeline().Govern(s.check.governors[0])
	defer p.Close()
	words := s.check.scanWords()
	for _, i := range parts {
		s.ranges[i].Words = words
		scan := p.Scanner(s.ranges[i])
		err := s.sweepRange(ctx, scan, i)
		if errors.Is(err, redis.ErrLost) {
			err = s.giveUp(i) // its keys are elsewhere
		}
		if err != nil {
			return err
		}
		s.survey.met(s.ranges[i], scan.Met())
	}
	return nil
}

func (s *sweeper) sweepRange(ctx context.Context, scan *redis.Scanner, i int) error {
	size, db := s.check.tuning.Batch, s.ranges[i].DB
	var keys []string
	for n := 0; !scan.Done(); n++ {
		page, err := scan.Next(ctx, size)
		if err != nil {
			return errors.Join(err, s.send(ctx, db, keys))
		}
		s.seams.head(s.ranges[i], n, page)
		if scan.Done() {
			page = s.seams.tail(s.ranges[i], page)
		}
		s.met(i, len(page), s.course.of(i, scan))
		if keys, err = s.fill(ctx, db, keys, s.check.admitted(page)); err != nil {
			return err
		}
	}
	return s.send(ctx, db, keys)
}

// fill puts the keys of a page into batches, as they come if they are about as
// many, and returns those that wait for more.
func (s *sweeper) fill(ctx context.Context, db int, waiting, page []string) ([]string, error) {
	size := s.check.tuning.Batch
	if len(waiting)+len(page) > size+size/4 {
		if err := s.send(ctx, db, waiting); err != nil {
			return nil, err
		}
		waiting = nil
	}
	for len(page) > size+size/4 {
		if err := s.send(ctx, db, page[:size:size]); err != nil {
			return nil, err
		}
		page = page[size:]
	}
	if waiting == nil {
		return page, nil
	}
	return append(waiting, page...), nil
}

func (s *sweeper) send(ctx context.Context, db int, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	select {
	case s.out <- Batch{DB: db, Keys: keys}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// met counts keys and how far the range is.
func (s *sweeper) met(i, keys int, share float64) {
	if s.survey.late {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.check.Stats.scanned(s.ranges[i].DB, keys, s.course.move(i, share))
}

func (s *sweeper) giveUp(i int) error {
	s.met(i, 0, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost = append(s.lost, s.ranges[i])
	return nil
}
