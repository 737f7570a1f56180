package check

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// compare carries a round's batches to the workers and what they find to the
// store. All of a round's concurrency is here. What was found before an error
// is stored all the same.
func (c *Check) compare(ctx context.Context, work batches) error {
	todo := make(chan batch, c.tuning.Parallel)
	found := make(chan Findings, c.tuning.Parallel)
	stored := make(chan error, 1)
	g, gctx := errgroup.WithContext(ctx)
	gctx, stop := context.WithCancelCause(gctx)
	defer stop(nil)
	go func() {
		stored <- c.write(context.WithoutCancel(ctx), found, stop)
	}()
	g.Go(func() error {
		defer close(todo)
		return c.feed(gctx, work, todo)
	})
	for range c.tuning.Parallel {
		g.Go(func() error { return c.work(gctx, todo, found) })
	}
	err := g.Wait()
	close(found)
	if storeErr := <-stored; storeErr != nil {
		return storeErr
	}
	return err
}

// feed hands batches out.
func (c *Check) feed(ctx context.Context, work batches, todo chan<- batch) error {
	for b, err := range work {
		if err != nil {
			return err
		}
		c.Stats.handOut(len(b.keys))
		select {
		case todo <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// work looks at batches until there are no more.
func (c *Check) work(ctx context.Context, todo <-chan batch, found chan<- Findings) error {
	w := c.worker()
	w.send = func(f Findings) { found <- f }
	defer w.pair.Close()
	for b := range todo {
		err := w.look(ctx, b)
		w.pair.Rest()
		w.passOn()
		c.Stats.update(w.tally.counted(b.pass))
		if err != nil {
			return err
		}
	}
	return nil
}

// write stores findings. After an error it stops the round and takes the rest
// without storing it.
func (c *Check) write(ctx context.Context, found <-chan Findings, stop context.CancelCauseFunc) error {
	var failed error
	for f := range found {
		if failed != nil {
			continue
		}
		if err := c.Store.Add(ctx, f); err != nil {
			failed = fmt.Errorf("write result: %w", err)
			stop(failed)
		}
	}
	return failed
}

// worker returns a worker with connections of its own.
func (c *Check) worker() *worker {
	s := strategyOf(c.Options)
	pair := &redis.Pair{Source: c.Source.Pipeline().Govern(c.governors[0]), Target: c.Target.Pipeline().Govern(c.governors[1])}
	pair.Share(c.budget)
	return &worker{
		prover:   c.prover(),
		pair:     pair,
		strategy: s,
		traits:   s.traits(),
		expiry:   newExpiry(c, s),
		limit:    c.Options.MaxFields,
		dbs:      c.Options.DBMap,
		names:    c.Options.KeyMap,
		types:    c.Options.Types,
		families: c.families,
		parts:    &c.lastPart,
	}
}

// look settles a batch.
func (w *worker) look(ctx context.Context, b batch) error {
	w.db, w.found, w.tally = b.db, Findings{}, newTally()
	dbs := [2]int{b.db, w.dbs.Target(b.db)}
	for i, side := range w.pair.Sides() {
		side.Use(dbs[i])
	}
	w.expiry = w.expiry.of(b.db)
	if b.suspects != nil {
		return w.recheck(ctx, b.suspects)
	}
	if b.pass != asUsual {
		return w.onceMore(ctx, b.keys, b.pass)
	}
	looks, err := w.scout(ctx, w.meetAll(b.keys))
	if err == nil && w.prover != nil {
		looks, err = w.prove(ctx, looks)
	}
	if err != nil {
		return err
	}
	return w.inspect(ctx, looks)
}

// meetAll makes looks of keys. Their memory is that of the batch before.
func (w *worker) meetAll(keys []string) []*look {
	w.looks = slices.Grow(w.looks[:0], len(keys))[:len(keys)]
	w.all = w.all[:0]
	for i, k := range keys {
		w.looks[i] = w.meet(k)
		w.all = append(w.all, &w.looks[i])
	}
	return w.all
}

// meet is the first look at a key, with what is known of keys like it.
func (w *worker) meet(key string) look {
	l := look{key: w.names.Pair(key)}
	l.meet(w.families)
	return l
}

// meet takes over what is known of keys like this one.
func (l *look) meet(known *families) {
	if l.family = known.of(l.key[0]); l.family != nil {
		l.guess(l.family.typ)
	}
}
