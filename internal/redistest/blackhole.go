package redistest

import "sync"

// Blackhole on makes the proxy accept connections and data and let
// nothing through in either direction; Blackhole(false) lets everything
// held meanwhile go on, as after a hole in the network.
func (p *Proxy) Blackhole(on bool) { p.hole.set(on) }

// A gate is open unless shut.
type gate struct {
	mu   sync.Mutex
	shut chan struct{} // closed when it opens; nil while open
}

func (g *gate) set(shut bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case shut && g.shut == nil:
		g.shut = make(chan struct{})
	case !shut && g.shut != nil:
		close(g.shut)
		g.shut = nil
	}
}

// pass blocks while the gate is shut; false if done came first.
func (g *gate) pass(done <-chan struct{}) bool {
	for {
		shut := g.closed()
		if shut == nil {
			return true
		}
		select {
		case <-shut:
		case <-done:
			return false
		}
	}
}

func (g *gate) closed() chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut
}
