package check_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	goredis "github.com/redis/go-redis/v9"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// site is a deployment in which things go wrong.
type site struct {
	kind    string
	address string
	client  goredis.UniversalClient // writes
	settle  func()                  // waits until replicas hold what was written

	read      *redistest.Server // the one server that is read, if there is one
	proxy     *redistest.Proxy  // before it
	master    *redistest.Server // of it, if it is a replica
	cluster   *redistest.ClusterNodes
	sentinels *redistest.Sentinels
}

// sites makes one of each kind.
func sites() []func(t *testing.T, r *rand.Rand) *site {
	return []func(t *testing.T, r *rand.Rand) *site{aServer, aServer, aReplica, aWatchedMaster, aCluster, aClusterOfReplicas}
}

func aServer(t *testing.T, _ *rand.Rand) *site {
	s := redistest.Start(t)
	p := redistest.NewProxy(t, s.Addr)
	return &site{kind: "server", address: p.Addr, client: s.Client(0), settle: func() {}, read: s, proxy: p}
}

func aReplica(t *testing.T, _ *rand.Rand) *site {
	master := redistest.Start(t)
	s := redistest.Replica(t, master)
	p := redistest.NewProxy(t, s.Addr)
	return &site{kind: "replica", address: p.Addr, client: master.Client(0), settle: func() { master.Do("WAIT", 1, 5000) }, read: s, proxy: p, master: master}
}

func aWatchedMaster(t *testing.T, _ *rand.Rand) *site {
	master := redistest.Start(t)
	s := redistest.Sentinel(t, "main", master, []*redistest.Server{redistest.Replica(t, master), redistest.Replica(t, master)}, 3)
	return &site{kind: "sentinels", address: "redis+sentinel://" + strings.Join(s.Addrs(), ",") + "/main", client: master.Client(0),
		settle: func() { master.Do("WAIT", 2, 5000) }, read: master, sentinels: s}
}

func aCluster(t *testing.T, _ *rand.Rand) *site {
	c := redistest.Cluster(t, 3, 1)
	return &site{kind: "cluster", address: list(c), client: c.Client(), cluster: c, settle: func() {
		for _, m := range c.Masters() {
			m.Do("WAIT", 1, 5000)
		}
	}}
}

func aClusterOfReplicas(t *testing.T, r *rand.Rand) *site {
	p := aCluster(t, r)
	var addrs []string
	for _, s := range p.cluster.Replicas() {
		addrs = append(addrs, s.Addr)
	}
	p.kind, p.address = "replicas of a cluster", strings.Join(addrs, ";")
	return p
}

// one is any server of a deployment that holds data and is read.
func (p *site) one(r *rand.Rand) *redistest.Server {
	if p.read != nil {
		return p.read
	}
	all := p.cluster.Masters()
	if strings.HasPrefix(p.kind, "replicas") {
		all = p.cluster.Replicas()
	}
	return all[r.IntN(len(all))]
}
