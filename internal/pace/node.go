package pace

import (
	"context"
	"sync"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// node is what is known of one node and what may be asked of it.
type node struct {
	side, name string
	time       *Bucket // seconds of its time

	mu     sync.Mutex
	count  count
	limit  Limit
	alone  time.Duration // what a light command takes without us; 0: not known
	keyMax time.Duration // a key costs the node no more than this; 0: not known
	perKey time.Duration // a key usually costs
	still  *stillness    // wanted; nil: exchanges may begin
	spent  time.Duration // of its time, as charged
	held   Held          // by limit
	before time.Duration // that earlier limits lasted
}

// count is what was exchanged with a node.
type count struct {
	flying    int   // exchanges under way
	sent, got int64 // commands that it may have run, and those that it has run
	keys      int64 // that these were about
}

// stillness is a moment in which nothing is under way.
type stillness struct{ reached, over chan struct{} }

// rest is how long a node's time is saved up. Go's timers are about a millisecond
// late at worst, which is made up for.
const rest = 2 * time.Millisecond

func newNode(side, name string) *node {
	return &node{side: side, name: name, time: NewBucket(0, rest), limit: Limit{Share: 1}}
}

// admit waits for stillness to pass and for the node's time.
func (n *node) admit(ctx context.Context, x redis.Exchange) error {
	if err := n.time.Take(ctx, n.estimate(x).Seconds()); err != nil {
		return err
	}
	for {
		over := n.begin(x)
		if over == nil {
			return nil
		}
		select {
		case <-over:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// begin counts an exchange, unless stillness is wanted.
func (n *node) begin(x redis.Exchange) (wait <-chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.still != nil {
		return n.still.over
	}
	n.count.flying++
	n.count.sent += int64(x.Commands)
	return nil
}

// after charges for an exchange what it cost beyond what was estimated.
func (n *node) after(x redis.Exchange, took time.Duration) {
	estimate := n.estimate(x)
	n.mu.Lock()
	defer n.mu.Unlock()
	cost := max(took-n.alone, 0)
	if x.Keys > 0 && n.keyMax > 0 {
		cost = min(cost, time.Duration(x.Keys)*n.keyMax)
	}
	if x.Keys > 0 {
		n.perKey += (cost/time.Duration(x.Keys) - n.perKey) / smooth
	}
	n.spent += cost
	n.count.keys += int64(x.Keys)
	n.end(x)
	n.time.Spend((cost - estimate).Seconds())
}

// failed ends an exchange without replies. The node may have run its commands.
func (n *node) failed(x redis.Exchange) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.end(x)
}

func (n *node) end(x redis.Exchange) {
	n.count.got += int64(x.Commands)
	if n.count.flying--; n.count.flying == 0 && n.still != nil {
		close(n.still.reached)
	}
}

// estimate is what an exchange costs the node if it is like others.
func (n *node) estimate(x redis.Exchange) time.Duration {
	n.mu.Lock()
	defer n.mu.Unlock()
	return time.Duration(x.Keys) * n.perKey
}

// smooth is over how many exchanges the usual cost of a key is taken.
const smooth = 16

// hush asks for stillness and waits for it, but not for long. Whoever called it has
// to call the function that it returns.
func (n *node) hush(most time.Duration) (reached bool, resume func()) {
	s := &stillness{make(chan struct{}), make(chan struct{})}
	n.mu.Lock()
	n.still = s
	if n.count.flying == 0 {
		close(s.reached)
	}
	n.mu.Unlock()
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-s.reached:
		reached = true
	case <-timer.C:
	}
	return reached, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.still = nil
		close(s.over)
	}
}

// counted is what was exchanged so far, and what it cost.
func (n *node) counted() (count, time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.count, n.spent
}
