package redistest

import (
	"net"
	"slices"
	"sync"
)

// A session is one connection through a proxy. Four goroutines move its
// data: each direction has one that reads into a line and one that writes
// what arrives at the other end of it.
type session struct {
	proxy           *Proxy
	client, backend net.Conn
	up, down        *line // requests, replies
	replies         replies
	rest            []byte // of a command that has not arrived in full
}

func newSession(p *Proxy, client, backend net.Conn) *session {
	s := &session{proxy: p, client: client, backend: backend, up: newLine(), down: newLine()}
	s.replies.send = func(data []byte) { s.down.put(data, p.due()) }
	s.replies.end = s.down.finish
	return s
}

// run returns when the connection has ended.
func (s *session) run() {
	var all sync.WaitGroup
	all.Go(s.readRequests)
	all.Go(s.writeRequests)
	all.Go(s.readReplies)
	all.Go(s.writeReplies)
	all.Wait()
}

func (s *session) readRequests() {
	receive(s.client, s.up, func(data []byte) { s.up.put(data, s.proxy.due()) })
	s.up.finish()
}

func (s *session) readReplies() {
	receive(s.backend, s.down, s.replies.feed)
	s.down.finish()
}

// receive reads until the connection ends, as long as its line has room.
func receive(from net.Conn, l *line, take func([]byte)) {
	buf := make([]byte, 64<<10)
	for {
		l.room()
		n, err := from.Read(buf)
		take(slices.Clone(buf[:n]))
		if err != nil {
			return
		}
	}
}

// writeRequests leaves the end of the connection to the backend, which may
// still have to answer.
func (s *session) writeRequests() {
	for data := range s.up.arrivals() {
		if !s.proxy.hole.pass(s.up.broken) || !s.handle(data) {
			return
		}
	}
	if half, ok := s.backend.(*net.TCPConn); ok {
		_ = half.CloseWrite() // the connection may be gone
	}
}

func (s *session) writeReplies() {
	defer s.sever()
	for data := range s.down.arrivals() {
		if !s.proxy.hole.pass(s.down.broken) || !s.deliver(data) {
			return
		}
	}
}

// deliver writes to the client as much as the proxy allows.
func (s *session) deliver(data []byte) bool {
	allowed, cut := s.proxy.cut.spend(len(data))
	_, err := s.client.Write(data[:allowed])
	if cut {
		s.proxy.CutAll()
	}
	return err == nil
}

// sever ends the session at once.
func (s *session) sever() {
	s.up.sever()
	s.down.sever()
	_ = s.client.Close()
	_ = s.backend.Close()
}
