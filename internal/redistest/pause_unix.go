//go:build unix

package redistest

import "syscall"

// Pause stops the server as a hung machine would: connections stay open,
// nothing is answered.
func (s *Server) Pause() {
	s.t.Helper()
	s.signal(syscall.SIGSTOP)
}

// Resume lets a paused server go on.
func (s *Server) Resume() {
	s.t.Helper()
	s.signal(syscall.SIGCONT)
}

func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	p := s.running()
	if p == nil {
		s.t.Fatalf("%v to the server at %s: it is not running", sig, s.Addr)
	}
	if err := p.cmd.Process.Signal(sig); err != nil {
		s.t.Fatalf("%v to the server at %s: %v", sig, s.Addr, err)
	}
}
