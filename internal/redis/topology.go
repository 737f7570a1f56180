package redis

import (
	"context"
	"errors"

	"github.com/redis-full-check/redis-full-check/internal/resp"
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
	// owners lists all nodes that keys are read from, which are more than nodes
	// while slots move in a cluster whose replicas are swept.
	owners() []string
	// redirects reports whether nodes send us to each other (MOVED, ASK).
	redirects() bool
	// readsReplica reports whether a node is read in the place of a key's master.
	readsReplica(key, node string) bool
	// readMaster has a key, and those that move with it, read from its master from
	// now on. It returns that.
	readMaster(key string) string
	// refresh finds out again which nodes there are. It is called when one did not
	// answer or sent us elsewhere.
	refresh(ctx context.Context)
	// has reports whether a node belongs to the deployment.
	has(node string) bool
}

// connector makes a topology and the dialer for its servers, given a node that
// lets us in.
type connector func(ctx context.Context, d *Deployment, node string) (topology, resp.Dialer, error)

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
