package redistest

import (
	"fmt"
	"slices"
	"strings"
)

const slots = 16384

// form makes a cluster of nodes that do not know each other.
func (c *ClusterNodes) form(masters int) {
	c.t.Helper()
	for i, n := range c.Nodes { // a node that knows others refuses this
		n.Do("CLUSTER", "SET-CONFIG-EPOCH", i+1)
	}
	for i, master := range c.Nodes[:masters] {
		master.Do(slotRange(i*slots/masters, (i+1)*slots/masters)...)
	}
	c.meet()
	for i, replica := range c.Nodes[masters:] {
		replica.Do("CLUSTER", "REPLICATE", c.ids[c.Nodes[i%masters]])
	}
	c.Settle()
}

// meet introduces each node to each, which is faster than gossip.
func (c *ClusterNodes) meet() {
	c.t.Helper()
	for i, n := range c.Nodes {
		for _, other := range c.Nodes[i+1:] {
			n.Do("CLUSTER", "MEET", "127.0.0.1", other.busBase())
		}
	}
	c.await("the nodes to know each other", c.acquainted)
}

// busBase is the port from which that of the cluster bus is counted.
func (s *Server) busBase() string {
	addr := s.Addr
	if s.option("--tls-cluster") == "yes" {
		addr = s.TLSAddr
	}
	return portOf(addr)
}

// slotRange is ADDSLOTS for slots from first until, but not with, end.
func slotRange(first, end int) []any {
	args := []any{"CLUSTER", "ADDSLOTS"}
	for slot := first; slot < end; slot++ {
		args = append(args, slot)
	}
	return args
}

func (c *ClusterNodes) await(what string, reached func() bool) {
	c.t.Helper()
	eventually(c.t, what, reached)
}

func (c *ClusterNodes) acquainted() bool {
	for _, n := range c.Nodes {
		if view, err := n.try("CLUSTER", "NODES"); err != nil || c.settledView(view) == nil {
			return false
		}
	}
	return true
}

// Settle waits until all nodes that run serve, agree about roles and slots
// and about who is dead, and the replicas are linked to their masters. Call
// it after a Kill or a Restart; a paused node keeps it waiting.
func (c *ClusterNodes) Settle() {
	c.t.Helper()
	c.await("the cluster to settle", c.settled)
}

func (c *ClusterNodes) settled() bool {
	var agreed []string
	for _, n := range c.alive() {
		if !n.serves() {
			return false
		}
		text, err := n.try("CLUSTER", "NODES")
		view := c.settledView(text)
		if err != nil || view == nil || (agreed != nil && !slices.Equal(view, agreed)) {
			return false
		}
		agreed = view
	}
	return true
}

// serves says whether the node finds the cluster in order and, if it is a
// replica, is linked to its master.
func (s *Server) serves() bool {
	state, err := s.try("CLUSTER", "INFO")
	if err != nil || !strings.Contains(state, "cluster_state:ok") {
		return false
	}
	link, err := s.try("INFO", "replication")
	return err == nil && !strings.Contains(link, "master_link_status:down")
}

// settledView returns what CLUSTER NODES says of roles and slots, in an order
// that does not depend on who was asked; nil if it is not what will stay.
func (c *ClusterNodes) settledView(text string) []string {
	var view []string
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 8 || !c.credible(fields) {
			return nil
		}
		view = append(view, describe(fields))
	}
	slices.Sort(view)
	if len(view) != len(c.Nodes) {
		return nil
	}
	return view
}

// credible says whether a node's flags fit what the test knows of it.
func (c *ClusterNodes) credible(fields []string) bool {
	flags := strings.Split(fields[2], ",")
	for n, id := range c.ids {
		if id == fields[0] {
			dead := n.running() == nil
			return dead == slices.Contains(flags, "fail") && (dead || fields[7] == "connected") &&
				!slices.Contains(flags, "fail?") && !slices.Contains(flags, "handshake")
		}
	}
	return false
}

// describe leaves out what differs from node to node: addresses as they are
// seen, times, and slots on the move.
func describe(fields []string) string {
	role := "master"
	if strings.Contains(fields[2], "slave") {
		role = "slave"
	}
	kept := []string{fields[0], role, fields[3]}
	for _, slot := range fields[8:] {
		if !strings.HasPrefix(slot, "[") {
			kept = append(kept, slot)
		}
	}
	return fmt.Sprint(kept)
}
