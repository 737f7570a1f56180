package redistest

import "slices"

// Failover makes a replica the master of its shard, by agreement with the
// old master, which becomes its replica; it returns when all nodes know.
func (c *ClusterNodes) Failover(replica *Server) {
	c.t.Helper()
	replica.Do("CLUSTER", "FAILOVER")
	c.await(replica.Addr+" to become a master", func() bool { return replica.role() == "master" })
	c.Settle()
}

// KillMaster kills a master, waits until one of its replicas has taken its
// place in the eyes of all nodes, and returns that one.
func (c *ClusterNodes) KillMaster(master *Server) *Server {
	c.t.Helper()
	heirs := c.ReplicasOf(master)
	if len(heirs) == 0 {
		c.t.Fatalf("the master at %s has no replica to take its place", master.Addr)
	}
	master.Kill()
	var heir int
	c.await("a replica of "+master.Addr+" to take its place", func() bool {
		heir = slices.IndexFunc(heirs, func(r *Server) bool { return r.role() == "master" })
		return heir >= 0
	})
	c.Settle()
	return heirs[heir]
}
