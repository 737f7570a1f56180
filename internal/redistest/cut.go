package redistest

import "sync"

// CutAll closes all live connections now. New ones are accepted.
func (p *Proxy) CutAll() {
	for _, s := range p.sessions.list() {
		s.sever()
	}
}

// CutAfter closes all live connections, once, when n more bytes of replies
// have gone to the clients of the proxy, be it in the middle of a reply.
func (p *Proxy) CutAfter(n int) { p.cut.arm(n) }

// cut is a budget of bytes; at its end comes the cut.
type cut struct {
	mu    sync.Mutex
	armed bool
	left  int
}

func (c *cut) arm(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.armed, c.left = true, n
}

// spend says how many of n bytes may still go, and whether the cut follows.
func (c *cut) spend(n int) (allowed int, now bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.armed {
		return n, false
	}
	allowed = min(n, c.left)
	c.left -= allowed
	now = c.left == 0
	c.armed = !now
	return allowed, now
}
