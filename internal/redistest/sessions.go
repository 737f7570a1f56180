package redistest

import (
	"maps"
	"slices"
	"sync"
)

// sessions are the live connections of a proxy.
type sessions struct {
	mu     sync.Mutex
	live   map[*session]bool
	closed bool
}

// add returns false if the proxy takes no more connections.
func (c *sessions) add(s *session) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	if c.live == nil {
		c.live = map[*session]bool{}
	}
	c.live[s] = true
	return true
}

func (c *sessions) remove(s *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.live, s)
}

func (c *sessions) list() []*session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.live))
}

// shut severs every session and admits no more.
func (c *sessions) shut() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	for _, s := range c.list() {
		s.sever()
	}
}
