package plan

import (
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Relation is how two deployments stand to each other.
type Relation string

// The relations.
const (
	Independent   Relation = "independent" // as far as the servers tell
	Same          Relation = "same"        // a server is of both
	TargetFollows Relation = "target-follows-source"
	SourceFollows Relation = "source-follows-target"
	Siblings      Relation = "siblings" // both replicate from the same master
)

// relation goes by the run ID of the processes, and by the replication ID (Redis
// 4.0), which a master shares with its replicas.
func relation(infos [2][]redis.NodeInfo, keys [2]redis.Keyspace) Relation {
	if keys[0].Shares(keys[1]) {
		return Same
	}
	out := Independent
	for _, a := range infos[0] {
		for _, b := range infos[1] {
			switch {
			case !related(a, b):
			case follows(a, b):
				return SourceFollows
			case follows(b, a):
				out = TargetFollows
			case out == Independent:
				out = Siblings
			}
		}
	}
	return out
}

// related reports whether two servers have one history.
func related(a, b redis.NodeInfo) bool {
	return a.ReplID != "" && strings.Trim(a.ReplID, "0") != "" && a.ReplID == b.ReplID && a.RunID != b.RunID
}

// follows reports whether a server replicates from another. Of two replicas one may
// replicate from the other.
func follows(follower, leader redis.NodeInfo) bool {
	if !related(follower, leader) || follower.ReplicaOf == "" {
		return false
	}
	return leader.ReplicaOf == "" || follower.ReplicaOf == leader.Address
}

// itself is about a server that would be compared with itself.
func (m Maker) itself(r Relation) []Finding {
	switch {
	case r == Same && m.Options.Itself(m.Source.Server().Numbers()):
		return []Finding{{Code: SameServer, Blocks: true}}
	case r == SourceFollows:
		return []Finding{{Code: Swapped}}
	}
	return nil
}

// replicas is about what they lack of their masters' data, and about nodes of
// several versions.
func (p Plan) replicas() (out []Finding) {
	for i, s := range []Side{p.Source, p.Target} {
		if versions := s.Versions(); len(versions) > 1 {
			out = append(out, Finding{Code: SeveralVersions, Side: sideName(i), Detail: strings.Join(versions, ", ")})
		}
		for _, n := range s.Nodes {
			if n.LinkDown {
				out = append(out, Finding{Code: LinkDown, Blocks: true, Side: sideName(i), Node: n.Address})
			}
			if n.Behind != nil && *n.Behind > 0 {
				out = append(out, Finding{Code: Behind, Side: sideName(i), Node: n.Address, Count: *n.Behind})
			}
		}
	}
	return out
}
