package redis_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// say connects and tells the server's line, or the error.
func say(t *testing.T, o redis.Options) string {
	t.Helper()
	d, err := redis.Connect(t.Context(), o)
	if err != nil {
		return "error: " + err.Error()
	}
	return d.Server().String()
}

func ofKind(addr string, kind redis.Kind) redis.Options {
	o := options(addr)
	o.Kind = kind
	return o
}

func contains(t *testing.T, got string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(got, w) {
			t.Errorf("%q is not in %s", w, got)
		}
	}
}

// awaitText waits until a text holds all words.
func awaitText(t *testing.T, text func() string, words ...string) {
	t.Helper()
	redistest.Eventually(t, fmt.Sprintf("for a text with %q", words), func() bool {
		now := text()
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(now, w) })
	})
}

// TestClusterAddresses reaches a cluster by every form of address.
func TestClusterAddresses(t *testing.T) {
	t.Parallel() // it mostly waits
	c := redistest.Cluster(t, 2, 1, "--requirepass", "secret")
	masters, replicas := c.Masters(), c.Replicas()
	alone := redistest.Start(t)
	for _, n := range c.Nodes { // replicas are listed when they got something
		c.Client().Set(t.Context(), "{a}", "v", 0)
		c.Client().Set(t.Context(), "{b}", "v", 0)
		awaitText(t, func() string { return fmt.Sprint(n.Do("CLUSTER", "SLOTS")) }, fmt.Sprint(replicas[0].Port), fmt.Sprint(replicas[1].Port))
	}
	login := func(addr string, kind redis.Kind) redis.Options {
		o := ofKind(addr, kind)
		o.Password = resp.NewSecret("secret")
		return o
	}
	port := func(s *redistest.Server) string { return fmt.Sprint(":", s.Port) }
	for _, x := range []struct{ name, addr, words string }{
		{"all masters", masters[0].Addr + ";" + masters[1].Addr, "cluster, 2 masters, 2 replicas, reading masters"},
		{"one master", masters[1].Addr, "reading masters"},
		{"all replicas", replicas[0].Addr + ";" + replicas[1].Addr, "reading replicas"},
		{"one replica", replicas[1].Addr, "reading replicas"},
		{"replicas by another name", "localhost" + port(replicas[0]) + ";localhost" + port(replicas[1]), "reading replicas"},
		{"a mix", replicas[0].Addr + ";" + masters[0].Addr, "reading masters"},
		{"a mix by another name", "localhost" + port(replicas[0]) + ";localhost" + port(masters[0]), "reading masters"},
		{"master@", "master@" + replicas[0].Addr, "reading masters"},
		{"slave@", "slave@" + masters[0].Addr, "reading replicas"},
		{"URL", "redis+cluster://:secret@" + masters[0].Addr, "reading masters"},
		{"URL of replicas", "redis+cluster://default:secret@" + masters[0].Addr + "?role=replica", "reading replicas"},
		{"some are down", "127.0.0.1:1;" + masters[0].Addr, "reading masters"},
	} {
		t.Run(x.name, func(t *testing.T) { contains(t, say(t, login(x.addr, redis.Auto)), x.words) })
	}
	t.Run("one server of a cluster", func(t *testing.T) {
		contains(t, say(t, login(masters[0].Addr, redis.Standalone)), "error", "node of a cluster", "say auto or cluster")
	})
	t.Run("no cluster", func(t *testing.T) {
		contains(t, say(t, ofKind(alone.Addr, redis.Cluster)), "error", alone.Addr+" is no node of a cluster")
		contains(t, say(t, options(alone.Addr+";"+alone.Addr)), "error", "is no node of a cluster", "several addresses")
	})
	t.Run("wrong password", func(t *testing.T) {
		got := say(t, options("redis+cluster://ann:hunter2@"+masters[0].Addr))
		if contains(t, got, "error", "WRONGPASS"); strings.Contains(got, "hunter2") {
			t.Error(got)
		}
	})
	t.Run("permissions", func(t *testing.T) { permissions(t, c) })
	t.Run("a slot of nobody", func(t *testing.T) {
		owner := c.Owner(77)
		for _, m := range c.Masters() {
			m.Do("CLUSTER", "DELSLOTS", 77)
		}
		started := time.Now()
		contains(t, say(t, login(owner.Addr, redis.Auto)), "error", "not whole", "between 77 and 77", "redis-cli --cluster fix")
		if time.Since(started) > time.Second {
			t.Error("it took", time.Since(started))
		}
	})
}

// permissions tells which command a user lacks and how to allow it; INFO is not
// needed to know a cluster.
func permissions(t *testing.T, c *redistest.ClusterNodes) {
	user := func(rules ...any) redis.Options {
		for _, n := range c.Nodes {
			n.Do(append([]any{"ACL", "SETUSER", "ann", "reset", "on", ">pw", "~*", "+@all"}, rules...)...)
		}
		o := ofKind(c.Nodes[0].Addr, redis.Auto)
		o.User, o.Password = "ann", resp.NewSecret("pw")
		return o
	}
	contains(t, say(t, user("-info")), "cluster, 2 masters")
	contains(t, say(t, user("-cluster")), "NOPERM", "+cluster|slots")
	o := user("-readonly")
	o.Address = "slave@" + c.Nodes[0].Addr
	contains(t, say(t, o), "NOPERM", "+readonly")
	d, err := redis.Connect(t.Context(), user("-cluster|nodes"))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range d.Sweep(redis.SweepOptions{DBs: []int{0}, Count: 10}).Pages(t.Context()) {
		if err == nil || !strings.Contains(err.Error(), "+cluster|nodes") {
			t.Error(err)
		}
	}
}

// sweepAll returns how often each key was met.
func sweepAll(t *testing.T, d *redis.Deployment) map[string]int {
	t.Helper()
	seen := map[string]int{}
	for page, err := range d.Sweep(redis.SweepOptions{DBs: []int{0}, Count: 100}).Pages(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range page.Keys {
			seen[k]++
		}
	}
	return seen
}

// TestClusterHosts reads addresses that are empty, unknown or names, and finds
// keys of a cluster whose slots are all on a master other than the one asked.
func TestClusterHosts(t *testing.T) {
	t.Parallel() // it mostly waits
	c := redistest.Cluster(t, 2, 0)
	for i := range 100 {
		c.Client().Set(t.Context(), fmt.Sprint("k", i), "v", 0)
	}
	whole := func(t *testing.T, addr string) {
		d, err := redis.Connect(t.Context(), ofKind(addr, redis.Auto))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(sweepAll(t, d)); n != 100 || d.Server().DBs[0].Keys != 100 {
			t.Errorf("%d keys of %v", n, d.Server())
		}
	}
	for _, host := range []string{"$0\r\n\r\n", "$-1\r\n", "$1\r\n?\r\n"} {
		p := redistest.NewProxy(t, c.Nodes[0].Addr)
		other := redistest.NewProxy(t, c.Nodes[1].Addr)
		entry := func(from, to int, addr string) string {
			_, port, _ := net.SplitHostPort(addr)
			return fmt.Sprintf("*3\r\n:%d\r\n:%d\r\n*2\r\n%s:%s\r\n", from, to, host, port)
		}
		p.Answer("CLUSTER SLOTS", "*2\r\n"+entry(0, 8191, p.Addr)+entry(8192, 16383, other.Addr))
		whole(t, p.Addr)
	}
	t.Run("names", func(t *testing.T) {
		for _, n := range c.Nodes {
			n.Do("CONFIG", "SET", "cluster-announce-hostname", "localhost")
			n.Do("CONFIG", "SET", "cluster-preferred-endpoint-type", "hostname")
		}
		whole(t, c.Addrs()[0])
		whole(t, fmt.Sprint("localhost:", c.Nodes[1].Port))
	})
	t.Run("names of which some are missing", func(t *testing.T) {
		c.Nodes[1].Do("CONFIG", "SET", "cluster-announce-hostname", "")
		whole(t, c.Addrs()[0])
	})
	t.Run("all on one master", func(t *testing.T) {
		for slot := range 8192 {
			for i, n := range c.Nodes {
				if i == 0 && n.Client(0).ClusterCountKeysInSlot(t.Context(), slot).Val() > 0 {
					c.StartMove(slot, n, c.Nodes[1])
					c.MoveKeys(slot, n, c.Nodes[1], 100)
				}
			}
		}
		id := c.Nodes[1].Do("CLUSTER", "MYID")
		for _, n := range []*redistest.Server{c.Nodes[1], c.Nodes[0]} {
			pipe := n.Client(0).Pipeline()
			for slot := range 8192 {
				pipe.Do(t.Context(), "CLUSTER", "SETSLOT", slot, "NODE", id)
			}
			_, err := pipe.Exec(t.Context())
			if err != nil && !strings.Contains(err.Error(), "only with masters") { // the other one has become a replica
				t.Fatal(err)
			}
		}
		whole(t, c.Addrs()[0])
	})
}

// TestReadsReplicas sends nothing but to replicas.
func TestReadsReplicas(t *testing.T) {
	t.Parallel() // it mostly waits
	c := redistest.Cluster(t, 2, 1)
	for i := range 100 {
		c.Client().Set(t.Context(), fmt.Sprint("k", i), "v", 0)
	}
	for _, m := range c.Masters() {
		m.Client(0).Do(context.Background(), "WAIT", 1, 5000)
	}
	proxies := c.Proxies()
	for _, r := range c.Replicas() {
		awaitText(t, func() string { return fmt.Sprint(c.Nodes[0].Do("CLUSTER", "SLOTS")) }, proxies[r].Addr[len("127.0.0.1:"):])
	}
	d, err := redis.Connect(t.Context(), options("slave@"+c.Addrs()[0]))
	if err != nil {
		t.Fatal(err)
	}
	seen := sweepAll(t, d)
	p := d.Pipeline()
	defer p.Close()
	for key := range seen {
		p.Add("GETRANGE", key, "0", "-1")
	}
	if err := p.Exec(t.Context()); err != nil || len(seen) != 100 {
		t.Fatalf("%d keys: %v", len(seen), err)
	}
	for n := range 100 {
		if text, err := p.Reply(n).Text(); string(text) != "v" {
			t.Errorf("%q, %v", text, err)
		}
	}
	for _, m := range c.Masters() {
		if n := proxies[m].Count("SCAN") + proxies[m].Count("GETRANGE"); n > 0 {
			t.Errorf("a master was read %d times", n)
		}
	}
	for _, r := range c.Replicas() {
		if proxies[r].Count("READONLY") == 0 || proxies[r].Count("GETRANGE") == 0 {
			t.Errorf("a replica was not read: %v", proxies[r].Commands())
		}
	}
}
