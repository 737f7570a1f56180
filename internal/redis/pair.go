package redis

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Pair is one worker's pipelines to the source and the target.
type Pair struct {
	Source, Target *Pipeline

	took  time.Duration
	share *resp.Share
}

// Sides returns the source's pipeline and the target's, for what is done alike
// on both.
func (p *Pair) Sides() [2]*Pipeline { return [2]*Pipeline{p.Source, p.Target} }

// Ask queues a command about a key on both sides, under the key's name on each. It
// returns the indexes for Replies.
func (p *Pair) Ask(name string, key [2]string, args ...string) (at [2]int) {
	return [2]int{p.Source.Add(name, key[0], args...), p.Target.Add(name, key[1], args...)}
}

// Replies returns what source and target replied to two commands. They are valid as
// long as those of Pipeline.Reply.
func (p *Pair) Replies(at [2]int) [2]resp.Reply {
	return [2]resp.Reply{p.Source.Reply(at[0]), p.Target.Reply(at[1])}
}

// Took is how long the last Exec took, from the first command to the last reply.
// Whatever the two sides said in it they said no further apart.
func (p *Pair) Took() time.Duration { return p.took }

// Exec runs both pipelines at once.
func (p *Pair) Exec(ctx context.Context) error {
	for _, side := range p.Sides() {
		if err := side.admit(ctx); err != nil {
			return err
		}
	}
	start := time.Now()
	err := p.exec(ctx)
	p.took = time.Since(start)
	return err
}

func (p *Pair) exec(ctx context.Context) error {
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
	p.share.Rest()
}

// Share bounds what the pair holds of replies by its share of a budget. It must
// be called before the first exchange, and Rest when the replies were read.
func (p *Pair) Share(b *resp.Budget) {
	p.share = b.Share()
	p.Source.share, p.Target.share = p.share, p.share
}

// Rest frees the memory of large replies, so that others may have such. No reply
// is valid any more.
func (p *Pair) Rest() {
	p.Source.rest()
	p.Target.rest()
	p.share.Rest()
}
