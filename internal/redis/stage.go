package redis

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"
)

// lanes is how many connections sweep at once.
const lanes = 8

// stage sweeps ranges side by side.
type stage struct {
	sweep   *Sweep
	spans   []span
	overlap *overlap
	pages   chan Page

	mu       sync.Mutex
	progress *progress
	lost     []span // those whose node left the deployment
}

// sweepStage yields the keys of ranges. It returns those ranges whose node left the
// deployment: their keys are elsewhere.
func (s *Sweep) sweepStage(ctx context.Context, spans []span, yield func(Page, error) bool) (lost []span, err error) {
	for i := range spans {
		spans[i].words, spans[i].Stage = s.words, s.stages
	}
	s.stages++
	g := stage{sweep: s, spans: spans, overlap: newOverlap(), pages: make(chan Page), progress: newProgress(spans, s.opts.Keyspace, s.best)}
	err = g.run(ctx, yield)
	s.best = g.progress.best
	return g.lost, err
}

// run yields pages. When it returns no goroutine is left.
func (s *stage) run(ctx context.Context, yield func(Page, error) bool) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(s.pages)
		return s.sweepLanes(ctx)
	})
	stopped := false
	for page := range s.pages {
		if stopped = stopped || !yield(page, nil); stopped {
			stop(errStopped)
		}
	}
	if err := g.Wait(); !stopped {
		return err
	}
	return errStopped
}

// lane is what one connection sweeps: a part of a node, database after database.
type lane struct {
	node, id string
	start    uint64
}

func (s *stage) sweepLanes(ctx context.Context) error {
	var order []lane
	parts := map[lane][]int{}
	for i, r := range s.spans {
		n := lane{r.Node, r.ID, r.Start}
		if parts[n] == nil {
			order = append(order, n)
		}
		parts[n] = append(parts[n], i)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(lanes)
	for _, n := range order {
		g.Go(func() error { return s.sweepLane(ctx, parts[n]) })
	}
	return g.Wait()
}

// sweepLane sweeps ranges one after the other.
func (s *stage) sweepLane(ctx context.Context, spans []int) error {
	p := s.sweep.dep.Pipeline().Govern(s.sweep.opts.Governor)
	defer p.Close()
	for _, i := range spans {
		scan := p.scanner(s.spans[i])
		err := s.sweepRange(ctx, scan, i)
		if errors.Is(err, ErrLost) {
			s.skipLost(i)
			err = nil
		}
		if err != nil {
			return err
		}
		s.count(s.spans[i].Range, scan.met)
	}
	return nil
}

// sweepRange hands out the pages of a range.
func (s *stage) sweepRange(ctx context.Context, scan *scanner, i int) error {
	r, most := s.spans[i].Range, s.sweep.opts.MaxPages
	for n := 0; !scan.done && (most == 0 || n < most); n++ {
		keys, err := scan.next(ctx, s.sweep.opts.pageSize())
		if err != nil {
			return err
		}
		s.overlap.remember(r, n, keys)
		if scan.done {
			keys = s.overlap.dropDuplicates(r, keys)
		}
		page := Page{Range: r, Keys: keys, Next: scan.following(), Share: s.move(i, scan)}
		select {
		case s.pages <- page:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// move notes how far a range is. It returns how far the sweep is.
func (s *stage) move(i int, scan *scanner) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.progress.move(i, s.progress.of(i, scan))
}

func (s *stage) skipLost(i int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress.move(i, 1)
	s.lost = append(s.lost, s.spans[i])
}

// count notes how many keys the sweep of a range came to.
func (s *stage) count(r Range, keys int) {
	s.sweep.mu.Lock()
	defer s.sweep.mu.Unlock()
	s.sweep.met[NodeDB{r.Node, r.DB}] += int64(keys)
}
