package plan

import (
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Side is one deployment.
type Side struct {
	Address  string   `json:"address"`
	Topology string   `json:"topology,omitempty"` // for people; "" is a single server
	Nodes    []Node   `json:"nodes"`              // those whose keys are read
	Keys     int64    `json:"keys"`               // in the databases that are compared
	Counted  bool     `json:"counted"`            // Keys is known
	User     string   `json:"user,omitempty"`     // ACL user; "" is the default one
	Rights   []string `json:"rights,omitempty"`   // rules of ACL SETUSER for all that the check needs
	Missing  []string `json:"missing,omitempty"`  // those of them that the user lacks
	ACL      string   `json:"acl,omitempty"`      // the command that grants them, if some are missing
}

// Node is one server.
type Node struct {
	Address   string   `json:"address"`
	Flavor    string   `json:"flavor,omitempty"`
	Version   string   `json:"version,omitempty"`
	Role      string   `json:"role,omitempty"`
	ReplicaOf string   `json:"replicaOf,omitempty"`
	LinkDown  bool     `json:"linkDown,omitempty"`
	Heard     *float64 `json:"heardSecondsAgo,omitempty"` // since a replica heard of its master
	Behind    *int64   `json:"behindBytes,omitempty"`     // if its master is of the other side
	Keys      int64    `json:"keys"`                      // in all databases
	Used      int64    `json:"usedMemory,omitempty"`
	Limit     int64    `json:"maxMemory,omitempty"`
	Policy    string   `json:"evictionPolicy,omitempty"`
	Evicted   int64    `json:"evictedKeys"`
	NoTouch   bool     `json:"noTouch"` // a check's reads do not make keys look used
	Ops       int64    `json:"opsPerSecond"`
}

func newSide(d *redis.Deployment, infos []redis.NodeInfo) Side {
	server := d.Server()
	s := Side{Address: server.Address, Topology: server.Topology, User: d.User()}
	for _, n := range infos {
		node := newNode(n)
		node.NoTouch = d.SparesUse(n.Node)
		s.Nodes = append(s.Nodes, node)
	}
	return s
}

func newNode(i redis.NodeInfo) Node {
	n := Node{Address: i.Address, Flavor: i.Flavor, Version: i.Version, Role: i.Role, ReplicaOf: i.ReplicaOf, LinkDown: i.LinkDown,
		Used: i.Used, Limit: i.Limit, Policy: i.Policy, Evicted: i.Evicted, Ops: i.Ops, Keys: i.Keys(i.Numbers())}
	if i.ReplicaOf != "" && i.LastHeard >= 0 {
		heard := i.LastHeard.Seconds()
		n.Heard = &heard
	}
	return n
}

// Versions lists the kinds of servers, each once.
func (s Side) Versions() []string {
	var out []string
	for _, n := range s.Nodes {
		out = append(out, strings.TrimSpace(n.Flavor+" "+n.Version))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// measureLag notes how far nodes are behind those of the other side that they
// replicate from.
func (s *Side) measureLag(infos [2][]redis.NodeInfo) {
	for i, follower := range infos[1] {
		for _, leader := range infos[0] {
			if follows(follower, leader) {
				behind := max(leader.Offset-follower.Offset, 0)
				s.Nodes[i].Behind = &behind
			}
		}
	}
}
