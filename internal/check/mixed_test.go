package check_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// saysVersion has a server behind a proxy say that it is of another version.
func saysVersion(p *redistest.Proxy, s *redistest.Server, version string) {
	line := regexp.MustCompile(`redis_version:\S+`)
	client := s.Client(0)
	p.AnswerWith("INFO", func(args []string) string {
		text, err := client.Info(context.Background(), args[1:]...).Result()
		if err != nil {
			return "-" + err.Error() + "\r\n"
		}
		return bulk(line.ReplaceAllString(text, "redis_version:"+version))
	})
}

// older has a server behind a proxy lack what came after Redis 6.0.
func older(p *redistest.Proxy, s *redistest.Server) {
	saysVersion(p, s, "6.0.16")
	for _, c := range []string{"HRANDFIELD", "ZRANDMEMBER", "SMISMEMBER", "ZMSCORE", "PEXPIRETIME", "EXPIRETIME", "HPEXPIRETIME", "EVAL_RO", "EVALSHA_RO", "FUNCTION"} {
		p.Refuse(c, fmt.Sprintf("ERR unknown command `%s`, with args beginning with: ", c))
	}
	p.Refuse("CLIENT INFO", "ERR Unknown subcommand or wrong number of arguments for 'INFO'. Try CLIENT HELP.")
}

// mixedClusters are clusters of servers of several versions: of all kinds that
// there are, and of one version with nodes that behave as older ones.
func mixedClusters(t *testing.T) map[string]*redistest.ClusterNodes {
	t.Helper()
	calm := []string{"--cluster-node-timeout", "30000"} // no failover is wanted, however busy the machine is
	all := map[string]*redistest.ClusterNodes{}
	for _, at := range []int{0, 2} { // by the first node a cluster is entered
		c := redistest.Cluster(t, 3, 0, calm...)
		all[fmt.Sprint("node ", at, " is older")] = c
		for s, p := range c.Proxies() {
			if s == c.Nodes[at] {
				older(p, s)
			}
		}
	}
	kinds := map[string][]redistest.Release{}
	for _, r := range redistest.Releases(t) {
		kinds[r.Kind()] = append(kinds[r.Kind()], r)
	}
	for kind, same := range kinds {
		same = same[max(0, len(same)-4):] // the oldest and the newest do not speak with each other
		if len(same) > 1 {
			all[kind] = redistest.MixedCluster(t, []redistest.Release{same[0], same[len(same)/2], same[len(same)-1]}, 0, calm...)
		}
	}
	return all
}

// TestMixedCluster compares clusters in the middle of an upgrade with a server,
// both ways.
func TestMixedCluster(t *testing.T) {
	t.Parallel() // it mostly waits
	for name, cluster := range mixedClusters(t) {
		t.Run(name, func(t *testing.T) {
			one := redistest.Start(t)
			want := plant(t, cluster.Client(), one.Client(0))
			expect(t, run(t, entry(t, cluster), one.Addr, options()), want)
			for _, m := range cluster.Masters() {
				do(t, m, cmd("FLUSHALL"))
			}
			do(t, one, cmd("FLUSHALL"))
			want = plant(t, one.Client(0), cluster.Client())
			o := options()
			o.Rounds = 2
			expect(t, run(t, one.Addr, entry(t, cluster), o), want)
		})
	}
}

// entry is the address of a cluster by its first node, behind its proxy if it has
// one.
func entry(t *testing.T, c *redistest.ClusterNodes) string {
	t.Helper()
	for _, slots := range c.Nodes[0].Do("CLUSTER", "SLOTS").([]any) {
		if parts := slots.([]any); parts[0] == int64(0) {
			return fmt.Sprint("master@127.0.0.1:", parts[2].([]any)[1])
		}
	}
	t.Fatal("nobody has slot 0")
	return ""
}

// timed has a server behind a proxy be of a version with fields that expire. The
// field a of some keys does.
func timed(p *redistest.Proxy, s *redistest.Server, keys ...string) {
	saysVersion(p, s, "7.4.1")
	p.AnswerWith("HPEXPIRETIME", func(args []string) string {
		reply := fmt.Sprintf("*%d\r\n", len(args)-4)
		for _, f := range args[4:] {
			if f == "a" && slices.Contains(keys, args[1]) {
				reply += ":4102444800000\r\n"
			} else {
				reply += ":-1\r\n"
			}
		}
		return reply
	})
}

// TestFieldExpiryInMixedCluster compares when fields expire on those nodes of a
// cluster that have such fields. That another one is older proves nothing of them.
func TestFieldExpiryInMixedCluster(t *testing.T) {
	t.Parallel() // it mostly waits
	for _, old := range []int{0, 2} {
		cluster, one := redistest.Cluster(t, 3, 0, "--cluster-node-timeout", "30000"), redistest.Start(t)
		var expires []string // keys on a node that has such fields
		for i := range 30 {
			key := fmt.Sprint("h", i)
			cluster.Client().HSet(t.Context(), key, "a", 1, "b", 2)
			do(t, one, cmd("HSET", key, "a", 1, "b", 2))
			if len(expires) < 2 && cluster.Owner(cluster.Slot(key)) == cluster.Nodes[1] {
				expires = append(expires, key)
			}
		}
		for s, p := range cluster.Proxies() {
			if s == cluster.Nodes[old] {
				older(p, s)
			} else {
				timed(p, s, expires...)
			}
		}
		proxy := redistest.NewProxy(t, one.Addr)
		timed(proxy, one)
		var want []string
		for _, key := range expires {
			want = append(want, fmt.Sprintf("db0 %q hash ttl 2/2 a=ttl", key))
		}
		for rounds := 1; rounds <= 2; rounds++ {
			o := options()
			o.Rounds = rounds
			expect(t, run(t, entry(t, cluster), proxy.Addr, o), want)
			expect(t, run(t, proxy.Addr, entry(t, cluster), o), want)
		}
	}
}

// TestFieldExpiryInMixedReleases does the same with real servers.
func TestFieldExpiryInMixedReleases(t *testing.T) {
	t.Parallel() // it mostly waits
	kinds := map[string][]redistest.Release{}
	for _, r := range redistest.Releases(t) {
		kinds[r.Kind()] = append(kinds[r.Kind()], r)
	}
	for kind, same := range kinds {
		first := slices.IndexFunc(same, func(r redistest.Release) bool { return r.Start(t).Can("HPEXPIRE") })
		if first < 1 {
			continue
		}
		for _, mixed := range [][]redistest.Release{{same[first-1], same[first]}, {same[first], same[first-1]}} {
			t.Run(kind+" "+mixed[0].Name, func(t *testing.T) { inMixedReleases(t, mixed, same[first]) })
		}
	}
}

func inMixedReleases(t *testing.T, mixed []redistest.Release, newer redistest.Release) {
	cluster, one := redistest.MixedCluster(t, mixed, 0, "--cluster-node-timeout", "30000"), newer.Start(t)
	var want []string
	for i := range 30 {
		key := fmt.Sprint("h", i)
		cluster.Client().HSet(t.Context(), key, "a", 1, "b", 2)
		do(t, one, cmd("HSET", key, "a", 1, "b", 2))
		if owner := cluster.Owner(cluster.Slot(key)); len(want) < 2 && owner.Can("HPEXPIRE") {
			do(t, owner, cmd("HPEXPIREAT", key, 4102444800000, "FIELDS", 1, "a"))
			want = append(want, fmt.Sprintf("db0 %q hash ttl 2/2 a=ttl", key))
		}
	}
	slices.SortFunc(want, strings.Compare)
	expect(t, run(t, entry(t, cluster), one.Addr, options()), want)
	expect(t, run(t, one.Addr, entry(t, cluster), options()), want)
}
