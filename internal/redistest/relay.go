package redistest

import (
	"context"
	"net"
	"slices"
	"sync"
	"testing"
	"time"
)

// Relay listens on an address that it returns and passes bytes on to a server and
// back, whatever they mean, each so much later. A replica that reaches its master by
// a relay is late by that time.
func Relay(t testing.TB, backend string, delay time.Duration) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("start a relay: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &relay{backend: backend, delay: delay}
	r.running.Go(func() { r.accept(ctx, l) })
	t.Cleanup(func() {
		cancel()
		_ = l.Close()
		r.running.Wait()
	})
	return l.Addr().String()
}

type relay struct {
	backend string
	delay   time.Duration
	running sync.WaitGroup
}

func (r *relay) accept(ctx context.Context, l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		r.running.Go(func() { r.serve(ctx, client) })
	}
}

// serve is the life of one connection.
func (r *relay) serve(ctx context.Context, client net.Conn) {
	defer client.Close()
	server, err := new(net.Dialer).DialContext(ctx, "tcp", r.backend)
	if err != nil {
		return
	}
	defer server.Close()
	stop := context.AfterFunc(ctx, func() {
		_ = client.Close()
		_ = server.Close()
	})
	defer stop()
	var both sync.WaitGroup
	both.Go(func() { r.carry(client, server) })
	both.Go(func() { r.carry(server, client) })
	both.Wait()
}

// carry passes one direction on.
func (r *relay) carry(from, to net.Conn) {
	way := newLine()
	var reading sync.WaitGroup
	reading.Go(func() {
		buf := make([]byte, 64<<10)
		for {
			way.room()
			n, err := from.Read(buf)
			way.put(slices.Clone(buf[:n]), time.Now().Add(r.delay))
			if err != nil {
				way.finish()
				return
			}
		}
	})
	for data := range way.arrivals() {
		if _, err := to.Write(data); err != nil {
			break
		}
	}
	way.sever()
	_ = from.Close()
	_ = to.Close()
	reading.Wait()
}
