package redistest

import "strings"

// Proxies puts a proxy before each node and has the node announce it
// instead of itself (Redis 7.0), so that clients and replicas that ask the
// cluster where to go go through the proxies. Addrs stays as it was; Node
// knows both addresses.
func (c *ClusterNodes) Proxies() map[*Server]*Proxy {
	c.t.Helper()
	c.proxies = map[*Server]*Proxy{}
	for _, n := range c.Nodes {
		p := NewProxy(c.t, n.Addr)
		c.proxies[n] = p
		n.Do("CONFIG", "SET", "cluster-announce-port", portOf(p.Addr))
	}
	c.await("all nodes to announce the proxies", c.announced)
	c.Settle()
	return c.proxies
}

func (c *ClusterNodes) announced() bool {
	for _, n := range c.Nodes {
		view, err := n.try("CLUSTER", "NODES")
		for _, p := range c.proxies {
			if err != nil || !strings.Contains(view, " "+p.Addr+"@") {
				return false
			}
		}
	}
	return true
}

// portOf is the port of an address that we made.
func portOf(addr string) string { return addr[strings.LastIndexByte(addr, ':')+1:] }
