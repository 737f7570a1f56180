package redis

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// later reports whether a server says "ask again in a while": a fact about the
// server, not about the key.
func later(r Reply) bool {
	return len(r) > 0 && r[0] == '-' && slices.ContainsFunc(
		[]string{"LOADING", "MASTERDOWN", "BUSY", "TRYAGAIN", "CLUSTERDOWN"}, r.IsError)
}

// resend asks again for the replies that were put off, until each command has
// a real one or the server has put us off for Options.RetryFor.
func (p *Pipeline) resend(ctx context.Context) error {
	var wait patience
	started := time.Now()
	for {
		again := p.putOff()
		if len(again) == 0 {
			return nil
		}
		refusal := p.Reply(again[0]).Err()
		if wait.limit == 0 {
			wait = patience{limit: p.dep.opts.RetryFor, told: p.dep.retried}
		}
		if !wait.again(ctx, refusal, started) {
			return p.refused(ctx, again[0], refusal)
		}
		p.requeue(again)
		if err := p.send(ctx); err != nil {
			return err
		}
	}
}

// putOff lists the commands that have no real reply yet.
func (p *Pipeline) putOff() []int {
	var out []int
	for i := range p.cmds {
		if later(p.Reply(i)) {
			out = append(out, i)
		}
	}
	return out
}

// requeue puts commands back into their links and takes the replies of all
// others out of the way.
func (p *Pipeline) requeue(again []int) {
	sent := make(map[*link][]byte, len(p.links))
	for _, l := range p.links {
		sent[l] = slices.Clone(l.out)
		l.out, l.n = l.out[:0], 0
	}
	for i := range p.cmds {
		c := &p.cmds[i]
		if _, put := slices.BinarySearch(again, i); put {
			bytes := sent[c.link][c.start:c.end]
			c.start, c.index, c.kept = len(c.link.out), c.link.n, nil
			c.link.out = append(c.link.out, bytes...)
			c.link.n++
			c.end = len(c.link.out)
		} else if c.kept == nil {
			c.kept = slices.Clone(c.link.conn.reply(c.index))
		}
	}
}

func (p *Pipeline) refused(ctx context.Context, i int, refusal error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	node := p.cmds[i].link.node
	return gone{fmt.Errorf("%s %s: not ready for %v: %w", p.dep.opts.Name, node, p.dep.opts.RetryFor, refusal)}
}
