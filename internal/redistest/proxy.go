package redistest

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// A Proxy stands between clients and one server, passes commands and
// replies on unchanged, and misbehaves as it is told to. It understands
// RESP2 and RESP3 but neither TLS nor CLIENT REPLY OFF. All its methods may
// be called at any time, from any goroutine.
type Proxy struct {
	Addr string // host:port where it listens

	backend  string
	listener net.Listener
	running  sync.WaitGroup
	sessions sessions
	rules    rules
	tally    tally
	cut      cut
	hole     gate
	latency  atomic.Int64 // a time.Duration
}

// NewProxy starts a proxy for the server at backend (host:port).
func NewProxy(t testing.TB, backend string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("start a proxy: %v", err)
	}
	p := &Proxy{Addr: l.Addr().String(), backend: backend, listener: l}
	ctx, cancel := context.WithCancel(context.Background())
	p.running.Go(func() { p.accept(ctx) })
	t.Cleanup(func() {
		cancel()
		p.Close()
	})
	return p
}

// Close ends the proxy: it listens no more, its connections are closed and
// its goroutines gone. The end of the test does it too.
func (p *Proxy) Close() {
	_ = p.listener.Close() // a second time it fails, and that is all right
	p.sessions.shut()
	p.running.Wait()
}

// Connections returns how many clients are connected now.
func (p *Proxy) Connections() int { return len(p.sessions.list()) }

func (p *Proxy) accept(ctx context.Context) {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.running.Go(func() { p.serve(ctx, client) })
	}
}

// serve is the life of one connection. A backend that is down looks to the
// client like a connection closed at once.
func (p *Proxy) serve(ctx context.Context, client net.Conn) {
	defer client.Close()
	backend, err := new(net.Dialer).DialContext(ctx, "tcp", p.backend)
	if err != nil {
		return
	}
	s := newSession(p, client, backend)
	defer s.sever()
	if p.sessions.add(s) {
		defer p.sessions.remove(s)
		s.run()
	}
}
