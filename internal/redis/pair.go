package redis

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Pair is one worker's pipelines to the source and the target.
type Pair struct {
	Source, Target *Pipeline
	// Throttle, if set, is waited for before each exchange.
	Throttle func(context.Context) error
}

// Sides returns the source's pipeline and the target's, for what is done alike
// on both.
func (p *Pair) Sides() [2]*Pipeline { return [2]*Pipeline{p.Source, p.Target} }

// Exec runs both pipelines at once.
func (p *Pair) Exec(ctx context.Context) error {
	if p.Throttle != nil {
		if err := p.Throttle(ctx); err != nil {
			return err
		}
	}
	if p.sendAhead() { // no goroutine is needed to have both at work
		err := p.Source.Exec(ctx)
		if err != nil {
			p.Target.abandon()
			return err
		}
		return p.Target.Exec(ctx)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return p.Source.Exec(ctx) })
	g.Go(func() error { return p.Target.Exec(ctx) })
	return g.Wait()
}

func (p *Pair) sendAhead() bool {
	source, target := p.Source.done || p.Source.sendAhead(), p.Target.done || p.Target.sendAhead()
	return source && target
}

// Close closes both sides' connections.
func (p *Pair) Close() {
	p.Source.Close()
	p.Target.Close()
}
