package redistest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// ClusterNodes are the servers of one cluster. Roles are as they are now:
// they change with failovers. Killed nodes are in no list but Nodes.
type ClusterNodes struct {
	Nodes []*Server // masters first, as they were at the start

	t       testing.TB
	ids     map[*Server]string // node IDs, which outlive restarts
	proxies map[*Server]*Proxy // nil without
	client  *redis.ClusterClient
}

// Cluster starts a cluster whose masters share the slots evenly, in order,
// and returns when all nodes agree on it and the replicas are linked. Of
// the args, those that name a password or ask for tls-cluster are minded.
// Failovers need a majority of the masters: of three, one may die.
func Cluster(t testing.TB, masters, replicasPerMaster int, args ...string) *ClusterNodes {
	t.Helper()
	return installed(t).Cluster(t, masters, replicasPerMaster, args...)
}

// MixedCluster is Cluster with a master of each release, in this order, whose
// replicas are of the last one.
func MixedCluster(t testing.TB, masters []Release, replicasPerMaster int, args ...string) *ClusterNodes {
	t.Helper()
	c := &ClusterNodes{t: t, ids: map[*Server]string{}}
	for i := range len(masters) * (1 + replicasPerMaster) {
		n := masters[min(i, len(masters)-1)].Start(t, clusterArgs(args)...)
		c.Nodes = append(c.Nodes, n)
		c.ids[n] = fmt.Sprint(n.Do("CLUSTER", "MYID"))
	}
	c.client = c.newClient()
	t.Cleanup(func() { _ = c.client.Close() })
	c.form(len(masters))
	return c
}

// clusterArgs give a cluster that fails over soon and only when asked to or
// when a master died, not because a replica would be better elsewhere.
func clusterArgs(args []string) []string {
	own := []string{"--cluster-enabled", "yes", "--cluster-node-timeout", "1500",
		"--cluster-slave-validity-factor", "0", "--cluster-migration-barrier", "100"}
	own = append(own, args...)
	if word := option(args, "--requirepass"); word != "" {
		own = append(own, "--masterauth", word)
	}
	return own
}

func (c *ClusterNodes) newClient() *redis.ClusterClient {
	return redis.NewClusterClient(&redis.ClusterOptions{
		Addrs:           c.Addrs(),
		Password:        c.Nodes[0].option("--requirepass"),
		Protocol:        2,
		DisableIdentity: true,
		ReadTimeout:     patience,
		WriteTimeout:    patience,
	})
}

// Client returns a client of the cluster; it is shared: don't close it.
func (c *ClusterNodes) Client() *redis.ClusterClient { return c.client }

// Addrs returns the addresses of all nodes that run.
func (c *ClusterNodes) Addrs() []string {
	var out []string
	for _, n := range c.alive() {
		out = append(out, n.Addr)
	}
	return out
}

// Node returns the node at an address, nil if there is none.
func (c *ClusterNodes) Node(addr string) *Server {
	for _, n := range c.Nodes {
		if p := c.proxies[n]; n.Addr == addr || n.TLSAddr == addr || (p != nil && p.Addr == addr) {
			return n
		}
	}
	return nil
}

// Masters returns the masters that run.
func (c *ClusterNodes) Masters() []*Server { return c.withRole("master") }

// Replicas returns the replicas that run.
func (c *ClusterNodes) Replicas() []*Server { return c.withRole("slave") }

// ReplicasOf returns the replicas of one master that run.
func (c *ClusterNodes) ReplicasOf(master *Server) []*Server {
	c.t.Helper()
	var out []*Server
	for _, r := range c.Replicas() {
		self := r.self()
		if self[3] == c.ids[master] {
			out = append(out, r)
		}
	}
	return out
}

func (c *ClusterNodes) alive() []*Server {
	var out []*Server
	for _, n := range c.Nodes {
		if n.running() != nil {
			out = append(out, n)
		}
	}
	return out
}

func (c *ClusterNodes) withRole(role string) []*Server {
	c.t.Helper()
	var out []*Server
	for _, n := range c.alive() {
		if n.role() == role {
			out = append(out, n)
		}
	}
	return out
}

// role returns "master", "slave" or "sentinel".
func (s *Server) role() string {
	s.t.Helper()
	return fmt.Sprint(s.Do("ROLE").([]any)[0])
}

// self returns the fields of a node's line about itself in CLUSTER NODES.
func (s *Server) self() []string {
	s.t.Helper()
	for line := range strings.Lines(fmt.Sprint(s.Do("CLUSTER", "NODES"))) {
		if fields := strings.Fields(line); strings.Contains(fields[2], "myself") {
			return fields
		}
	}
	s.t.Fatalf("the cluster node at %s does not know itself", s.Addr)
	return nil
}

// try is Do where failing is no failure of the test.
func (s *Server) try(args ...any) (string, error) {
	reply, err := s.Client(0).Do(context.Background(), args...).Result()
	return fmt.Sprint(reply), err
}
