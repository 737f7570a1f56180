package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// resend asks again for the replies that were put off, elsewhere where a cluster
// sends us there, until each command has a real one or we have been put off for
// Options.RetryFor.
func (p *Pipeline) resend(ctx context.Context) error {
	var wait *retry
	started := time.Now()
	for hops := 0; ; hops++ {
		again := p.putOff()
		if len(again) == 0 {
			return nil
		}
		refusal := p.refusal(again[0])
		if errors.Is(refusal, ErrLost) && !p.cmds[again[0]].keyed {
			return refusal
		}
		if err := p.astray(again); err != nil {
			return err
		}
		if wait == nil {
			wait = p.dep.retry()
		}
		if atOnce := hops < maxHops && p.onlyRedirected(again); !atOnce && !wait.wait(ctx, refusal, started) {
			return p.refused(ctx, again[0], refusal)
		}
		p.requeue(ctx, again)
		if err := p.send(ctx); err != nil {
			return err
		}
	}
}

// astray is an error if a server that is no cluster's sends us elsewhere. Nobody
// knows whose that address is, so nobody logs in there.
func (p *Pipeline) astray(cmds []int) error {
	if p.dep.topo.redirects() {
		return nil
	}
	for _, i := range cmds {
		if !p.cmds[i].link.lost && redirected(p.Reply(i)) {
			return gone{fmt.Errorf("%s %s: it answers %q: this is a node of a cluster and holds only a part of the keys; "+
				"say auto or cluster instead of a single server", p.dep.opts.Name, p.cmds[i].link.node, p.Reply(i).Line())}
		}
	}
	return nil
}

// maxHops is how often a cluster may send us on before we give it time.
const maxHops = 2

func (p *Pipeline) onlyRedirected(cmds []int) bool {
	return !slices.ContainsFunc(cmds, func(i int) bool { return p.cmds[i].link.lost || !redirected(p.Reply(i)) && !p.lackedByReplica(i) })
}

// ErrLost means that a node left the deployment before it answered, and that
// the command was for this node alone.
var ErrLost = errors.New("the node left the cluster")

// refusal is why a command has no real reply.
func (p *Pipeline) refusal(i int) error {
	if l := p.cmds[i].link; l.lost {
		return fmt.Errorf("%s %s: %w", p.dep.opts.Name, l.node, ErrLost)
	}
	if p.lackedByReplica(i) {
		return errors.New("a replica lacks a key")
	}
	return p.Reply(i).Err()
}

// lackedByReplica reports whether TYPE found no key on a replica whose master is
// still to be asked. While a slot is moved a key leaves the replica of the one node
// before anybody sends us to the other.
func (p *Pipeline) lackedByReplica(i int) bool {
	c := &p.cmds[i]
	if !c.typed || c.atMaster || string(p.Reply(i)) != "+none\r\n" {
		return false
	}
	return p.dep.topo.readsReplica(c.key, c.link.node)
}

// putOff lists the commands that have no real reply yet.
func (p *Pipeline) putOff() []int {
	var out []int
	for i := range p.cmds {
		if p.isPutOff(i) {
			out = append(out, i)
		}
	}
	return out
}

func (p *Pipeline) isPutOff(i int) bool {
	c := &p.cmds[i]
	switch {
	case c.link == nil:
		return false // answered without asking
	case c.link.lost:
		return c.kept == nil
	}
	reply := p.Reply(i)
	final := c.many && reply.IsError("TRYAGAIN")
	return redirected(reply) || reply.Temporary() && !final || p.lackedByReplica(i)
}

func redirected(r resp.Reply) bool { return r.IsError("MOVED") || r.IsError("ASK") }

// requeue puts commands into the links of the nodes that now are to be asked,
// and takes the replies of all others out of the way.
func (p *Pipeline) requeue(ctx context.Context, again []int) {
	sent, takes := make(map[*link][]byte, len(p.links)), make(map[*link][]int, len(p.links))
	routes := make([]route, len(again))
	for i, n := range again {
		routes[i] = p.route(ctx, n)
	}
	for i := range p.cmds {
		c := &p.cmds[i]
		if _, put := slices.BinarySearch(again, i); !put && c.kept == nil {
			c.kept, c.origin = slices.Clone(c.link.reply(c.index)), p.Origin(i)
		}
	}
	for _, l := range p.links {
		sent[l], takes[l] = slices.Clone(l.out), slices.Clone(l.takes)
		l.out, l.takes, l.keys, l.lost = l.out[:0], l.takes[:0], 0, false
	}
	for i, n := range again {
		c := &p.cmds[n]
		bytes, limit := sent[c.link][c.start:c.end], takes[c.link][c.index]
		c.link, c.kept = p.link(routes[i].node), nil
		if routes[i].asking {
			c.link.out = resp.AppendCommand(c.link.out, "ASKING")
			c.link.takes = append(c.link.takes, resp.ShortReply)
		}
		c.start, c.index = len(c.link.out), len(c.link.takes)
		c.link.out = append(c.link.out, bytes...)
		if c.keyed {
			c.link.keys++
		}
		c.link.takes = append(c.link.takes, limit)
		c.end = len(c.link.out)
	}
}

// route is where a command is sent next.
type route struct {
	node   string
	asking bool // the node is still importing the slot
}

func (p *Pipeline) route(ctx context.Context, i int) route {
	c := &p.cmds[i]
	if c.link.lost {
		return route{node: p.dep.topo.owner(c.key)}
	}
	if p.lackedByReplica(i) {
		c.atMaster = true
		return route{node: p.dep.topo.readMaster(c.key)}
	}
	words := strings.Fields(string(p.Reply(i).Line()))
	if len(words) < 3 || !redirected(p.Reply(i)) {
		return route{node: c.link.node}
	}
	node := hostOr(words[2], c.link.node)
	if words[0] == "ASK" {
		return route{node, true}
	}
	p.dep.topo.refresh(ctx) // a redirection tells that the layout is another
	if owner := p.dep.topo.owner(c.key); owner != c.link.node {
		node = owner
	}
	return route{node: node}
}

// hostOr completes an address without a host, which means the one that answered.
func hostOr(addr, answered string) string {
	host, port, found := resp.CutPort(addr)
	if !found {
		return addr
	}
	if host == "" || host == "?" {
		host, _, _ = resp.CutPort(answered)
	}
	return net.JoinHostPort(host, port)
}

func (p *Pipeline) refused(ctx context.Context, i int, refusal error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	node := p.cmds[i].link.node
	return gone{fmt.Errorf("%s %s: not ready for %v: %w", p.dep.opts.Name, node, p.dep.opts.RetryFor, refusal)}
}
