package redis

import (
	"context"
	"errors"
)

// topology knows which server holds what. One file per kind of deployment
// implements it; connectors lists them.
type topology interface {
	// describe says what the deployment is, for people; "" for one server.
	describe() string
	// nodes lists the nodes that together hold every key.
	nodes() []string
	// owner is the node to ask about a key.
	owner(key string) string
	// slot tells keys apart that no command may be about together.
	slot(key string) int
	// address is where to dial a node now.
	address(ctx context.Context, node string) (string, error)
	// ranges divides a database into ranges, parts of them on each node.
	ranges(db, parts int) []span
	// scan is the command that reads a page of a range.
	scan(r span, cursor, count string) []string
	// layout is where the keys are now.
	layout(ctx context.Context) (layout, error)
	// moved returns what has to be swept again because keys may have moved since
	// before, past a sweep of databases that went on meanwhile, and where they are
	// now. The ranges of one stage may be swept side by side, after those of the
	// stage before: a key that leaves one node during a stage is found by the next.
	moved(ctx context.Context, before layout, dbs []int) (stages [][]span, now layout, err error)
	// lost is told that a node does not answer. It reports whether the node
	// is none of the deployment's any more.
	lost(ctx context.Context, node string) bool
}

// connector makes a topology, given a node that lets us in.
type connector func(ctx context.Context, d *Deployment, node string) (topology, error)

// connectors is the table of the kinds.
func connectors() map[Kind]connector {
	return map[Kind]connector{
		Standalone:   connectStandalone,
		Cluster:      connectCluster,
		AliyunProxy:  connectAliyun,
		TencentProxy: connectTencent,
		Sentinel:     connectSentinel,
	}
}

// errKind means that a deployment is of another kind than it was said to be.
var errKind = errors.New("another kind of deployment")
