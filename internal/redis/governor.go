package redis

import (
	"context"
	"time"
)

// Governor decides when exchanges with servers take place, and hears what came of
// them. Many goroutines use it at once. An exchange of nothing is not made, so it is
// not told of it.
type Governor interface {
	// Before waits until an exchange may take place. It returns an error only if
	// ctx ends first. It is asked again for each new try after a broken connection.
	Before(ctx context.Context, x Exchange) error
	// After is told how long an exchange took, from the first byte sent to the last
	// received, and how many bytes came. Where both sides are asked at once the
	// time of the second may include that of the first.
	After(x Exchange, took time.Duration, bytes int)
	// Failed is told instead of After where the replies did not come.
	Failed(x Exchange)
}

// Exchange is some commands that go to one node together.
type Exchange struct {
	Node     string
	Commands int
	Keys     int     // keys that they are about, one counted for each command about it; 0 for SCAN and its like
	Share    float64 // of what goes to all nodes at the same time, above 0 and up to 1
}

// ungoverned lets all exchanges pass.
type ungoverned struct{}

// Before does not wait.
func (ungoverned) Before(context.Context, Exchange) error { return nil }

// After does nothing.
func (ungoverned) After(Exchange, time.Duration, int) {}

// Failed does nothing.
func (ungoverned) Failed(Exchange) {}

// Governors is a Governor that lets pass what all of them let pass.
type Governors []Governor

// Before waits for one after the other.
func (g Governors) Before(ctx context.Context, x Exchange) error {
	for i, one := range g {
		if err := one.Before(ctx, x); err != nil {
			g[:i].Failed(x)
			return err
		}
	}
	return nil
}

// After tells them all.
func (g Governors) After(x Exchange, took time.Duration, bytes int) {
	for _, one := range g {
		one.After(x, took, bytes)
	}
}

// Failed tells them all.
func (g Governors) Failed(x Exchange) {
	for _, one := range g {
		one.Failed(x)
	}
}

// Govern has a governor, which may be nil, decide about the pipeline's exchanges.
// It must be called before the first command is added.
func (p *Pipeline) Govern(g Governor) *Pipeline {
	if g != nil {
		p.governor = g
	}
	return p
}

// admit waits until what is queued may be sent. Both sides of a pair are admitted
// before either is asked anything, so that they answer at about the same time.
func (p *Pipeline) admit(ctx context.Context) error {
	total := 0
	for _, l := range p.links {
		total += len(l.takes)
	}
	for _, l := range p.links {
		if p.done || len(l.takes) == 0 || l.admitted {
			continue
		}
		if err := l.admit(ctx, float64(len(l.takes))/float64(total)); err != nil {
			return err
		}
	}
	return nil
}

// admit waits until the link's commands may be sent, once.
func (l *link) admit(ctx context.Context, share float64) error {
	err := l.governor.Before(ctx, l.exchange(share))
	l.admitted = err == nil
	return err
}

func (l *link) exchange(share float64) Exchange {
	return Exchange{Node: l.node, Commands: len(l.takes), Keys: l.keys, Share: share}
}
