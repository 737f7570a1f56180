package check

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// compare carries a round's batches to the workers and what they find to the
// sink. All of a round's concurrency is here. What was found before an error
// is stored all the same.
func (c *Check) compare(ctx context.Context, work batches, into sink) error {
	todo := make(chan compare.Batch, c.tuning.Parallel)
	found := make(chan compare.Findings, c.tuning.Parallel)
	g, gctx := errgroup.WithContext(ctx)
	gctx, stop := context.WithCancelCause(gctx)
	defer stop(nil)
	var storeErr error
	var writer sync.WaitGroup // apart from the group: it stores what was found before an error
	writer.Go(func() { storeErr = write(context.WithoutCancel(ctx), found, into, stop) })
	g.Go(func() error {
		defer close(todo)
		return c.feed(gctx, work, todo)
	})
	for range c.tuning.Parallel {
		g.Go(func() error { return c.work(gctx, todo, found) })
	}
	err := g.Wait()
	close(found)
	writer.Wait()
	return cmp.Or(storeErr, err)
}

// feed hands batches out.
func (c *Check) feed(ctx context.Context, work batches, todo chan<- compare.Batch) error {
	for b, err := range work {
		if err != nil {
			return err
		}
		if err := c.keys.Take(ctx, float64(max(len(b.Keys), len(b.Suspects)))); err != nil {
			return err
		}
		c.Stats.handOut(len(b.Keys))
		select {
		case todo <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// work compares batches until there are no more.
func (c *Check) work(ctx context.Context, todo <-chan compare.Batch, found chan<- compare.Findings) error {
	pair := &redis.Pair{Source: c.Source.Pipeline().Govern(c.meters[0]), Target: c.Target.Pipeline().Govern(c.meters[1])}
	pair.Share(c.budget)
	w := c.comparer.Worker(pair, func(f compare.Findings) { found <- f })
	defer w.Close()
	for b := range todo {
		b.Expires = c.volatile.of(b.DB)
		counts, err := w.Compare(ctx, b)
		c.Stats.update(counted(counts, b))
		if err != nil {
			return err
		}
	}
	return nil
}

// write stores findings. After an error it stops the round and takes the rest
// without storing it.
func write(ctx context.Context, found <-chan compare.Findings, into sink, stop context.CancelCauseFunc) error {
	var failed error
	for f := range found {
		if failed != nil {
			continue
		}
		if err := into(ctx, f); err != nil {
			failed = fmt.Errorf("write result: %w", err)
			stop(failed)
		}
	}
	return failed
}
