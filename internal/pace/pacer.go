package pace

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Meter asks one node how it is. *redis.Meter is one.
type Meter interface {
	Ping(ctx context.Context) (time.Duration, error)
	Load(ctx context.Context) (redis.Load, error)
	Close()
}

// Options are what a pacer is made with.
type Options struct {
	Policy
	Meter    func(side, node string) Meter // opens one
	Scripted bool                          // a key of ours may be several commands to the server: scripts call them
	Tell     func(Held)                    // told when a node begins to be held back, and when it is free again; may be nil
}

// Pacer holds a run back at the nodes that others use. Its governors (Side) and all
// else are safe for concurrent use.
type Pacer struct {
	opts Options

	mu    sync.Mutex
	nodes map[string]*node // by name
	ctx   context.Context  //nolint:containedctx // of the watchers that begin when a node is first used
	group *errgroup.Group
	stop  context.CancelFunc
}

// Start returns a pacer, whose watchers run until Close.
func Start(ctx context.Context, o Options) *Pacer {
	ctx, stop := context.WithCancel(ctx)
	group, ctx := errgroup.WithContext(ctx)
	return &Pacer{opts: o, nodes: map[string]*node{}, ctx: ctx, group: group, stop: stop}
}

// Close ends the watchers. Nobody is held back any more.
func (p *Pacer) Close() {
	p.stop()
	_ = p.group.Wait() // watchers have no errors: a node that does not answer is the run's matter
}

// node is what is known of a node, which is watched from its first use on.
func (p *Pacer) node(side, name string) *node {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.nodes[name]
	if n == nil {
		n = newNode(side, name)
		p.nodes[name] = n
		if p.ctx.Err() == nil {
			p.group.Go(func() error {
				w := watcher{pacer: p, node: n, meter: p.opts.Meter(side, name)}
				w.run(p.ctx)
				return nil
			})
		}
	}
	return n
}

// all lists the nodes.
func (p *Pacer) all() []*node {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]*node, 0, len(p.nodes))
	for _, n := range p.nodes {
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b *node) int {
		return cmp.Or(cmp.Compare(a.side, b.side), cmp.Compare(a.name, b.name))
	})
	return all
}

// Held lists the nodes that are held back now.
func (p *Pacer) Held() []Held { return p.list(func(h Held) bool { return h.Limit.Cause != Free }) }

// History lists the nodes that were held back at any time, each with the last reason.
func (p *Pacer) History() []Held { return p.list(func(h Held) bool { return h.Total > 0 }) }

func (p *Pacer) list(which func(Held) bool) (out []Held) {
	for _, n := range p.all() {
		if h := n.state(time.Now()); which(h) {
			out = append(out, h)
		}
	}
	return out
}

// Slice is how many keys one exchange should be about at most, as long as some node
// is held back; else it is most.
func (p *Pacer) Slice(most int) int {
	shared := map[string]int{} // nodes of a side, which have a part of the keys each
	for _, n := range p.all() {
		shared[n.side]++
	}
	slice := most
	for _, n := range p.all() {
		if keys := n.slice(); keys > 0 {
			slice = min(slice, keys*shared[n.side])
		}
	}
	return slice
}

// Side returns the governor of one side's exchanges.
func (p *Pacer) Side(name string) redis.Governor { return side{p, name} }

type side struct {
	pacer *Pacer
	name  string
}

// Before waits while the node is held back.
func (s side) Before(ctx context.Context, x redis.Exchange) error {
	return s.pacer.node(s.name, x.Node).admit(ctx, x)
}

// After notes what the exchange cost.
func (s side) After(x redis.Exchange, took time.Duration, _ int) {
	s.pacer.node(s.name, x.Node).after(x, took)
}

// Failed notes that it is over.
func (s side) Failed(x redis.Exchange) { s.pacer.node(s.name, x.Node).failed(x) }
