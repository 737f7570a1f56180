package redistest

// Failover has the sentinels make a replica the master, and returns it when
// all of them know and it is one.
func (s *Sentinels) Failover() *Server {
	s.t.Helper()
	old := s.Master()
	eventually(s.t, "a sentinel to begin a failover", func() bool {
		_, err := s.Nodes[0].try("SENTINEL", "FAILOVER", s.Name) // it may not know a good replica yet
		return err == nil
	})
	return s.AwaitFailover(old)
}

// AwaitFailover waits until the sentinels agree on a master other than the
// old one, for example because the test has killed that, and returns it.
func (s *Sentinels) AwaitFailover(old *Server) *Server {
	s.t.Helper()
	var master *Server
	eventually(s.t, "the sentinels to agree on another master", func() bool {
		master = s.Master()
		return master != nil && master != old && master.role() == "master"
	})
	return master
}
