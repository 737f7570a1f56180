//go:build !unix

package redistest

// Pause skips the test: this system cannot stop a process.
func (s *Server) Pause() { s.t.Skip("no SIGSTOP on this system") }

// Resume does nothing, as nothing can have been paused.
func (s *Server) Resume() {}
