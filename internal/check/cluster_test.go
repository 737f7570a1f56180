package check_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// list is the address of a cluster by all of its nodes.
func list(c *redistest.ClusterNodes) string { return strings.Join(c.Addrs(), ";") }

// plant writes the same keys on both sides and then changes the target's. It
// returns the lines that a check has to find.
func plant(t *testing.T, source, target goredis.UniversalClient) []string {
	t.Helper()
	ctx := t.Context()
	for _, c := range []goredis.UniversalClient{source, target} {
		redistest.Seed(t, c, 120, 7)
		for i := range 40 {
			c.Set(ctx, fmt.Sprintf("{tag%d}:%d", i%3, i), i, 0)
		}
		c.Set(ctx, "bin\x00\r\n\xff{a\x00}", "v", 0)
		c.HSet(ctx, "h{x}", "f", 1, "g", 2)
		c.Del(ctx, "l{y}")
		c.RPush(ctx, "l{y}", "a", "b")
		c.SAdd(ctx, "s{z}", "a", "b")
		c.ZAdd(ctx, "z{w}", goredis.Z{Score: 1, Member: "m"})
		c.Set(ctx, "expires", "v", time.Hour)
		c.Set(ctx, "type", "v", 0)
	}
	target.Set(ctx, "{tag1}:1", "other", 0)
	target.Del(ctx, "{tag2}:2")
	target.Del(ctx, "bin\x00\r\n\xff{a\x00}")
	target.HSet(ctx, "h{x}", "f", 9)
	target.LSet(ctx, "l{y}", 1, "c")
	target.SRem(ctx, "s{z}", "b")
	target.ZAdd(ctx, "z{w}", goredis.Z{Score: 2, Member: "m"})
	target.Persist(ctx, "expires")
	target.Del(ctx, "type")
	target.SAdd(ctx, "type", "v")
	target.Set(ctx, "only on the target", "v", 0)
	want := []string{
		`db0 "bin\x00\r\n\xff{a\x00}" string lack_target 1/0`,
		`db0 "expires" string ttl 1/1`,
		`db0 "h{x}" hash value 2/2 f=value`,
		`db0 "l{y}" list value 2/2 1=value`,
		`db0 "s{z}" set value 2/1 b=lack_target`,
		`db0 "type" string type 1/-1`,
		`db0 "z{w}" zset value 1/1 m=value`,
		`db0 "{tag1}:1" string value 1/5`,
		`db0 "{tag2}:2" string lack_target 1/0`,
	}
	slices.Sort(want)
	return want
}

// TestCluster compares clusters with clusters and with single servers.
func TestCluster(t *testing.T) {
	t.Parallel() // it mostly waits
	a, b, one := redistest.Cluster(t, 3, 0), redistest.Cluster(t, 2, 0), redistest.Start(t)
	want := plant(t, a.Client(), b.Client())
	t.Run("cluster to cluster", func(t *testing.T) { expect(t, run(t, list(a), list(b), options()), want) })
	t.Run("both directions", func(t *testing.T) {
		o := options()
		o.OneWay = false
		both := append([]string{`db0 "only on the target" string lack_source 0/1`}, want...)
		slices.Sort(both)
		expect(t, run(t, list(a), list(b), o), both)
	})
	t.Run("by a part of its nodes", func(t *testing.T) {
		expect(t, run(t, a.Addrs()[2]+";"+a.Addrs()[0], "master@"+b.Addrs()[1], options()), want)
	})
	plant(t, a.Client(), one.Client(0))
	t.Run("cluster to server", func(t *testing.T) {
		got := run(t, list(a), one.Addr, options())
		expect(t, got, want)
		if got.stats.Share != 1 || got.stats.Scanned < got.stats.Keys {
			t.Errorf("%+v", got.stats)
		}
	})
	plant(t, one.Client(0), b.Client())
	t.Run("server to cluster", func(t *testing.T) { expect(t, run(t, one.Addr, list(b), options()), want) })
}

// mover is a pair of clusters behind proxies. The target lacks the keys of one
// slot.
type mover struct {
	sides   [2]*redistest.ClusterNodes
	proxies [2]map[*redistest.Server]*redistest.Proxy
	slot    int
	want    []string
}

// newMover makes a source with replicas and a target without.
func newMover(t *testing.T) *mover {
	t.Helper()
	m := &mover{sides: [2]*redistest.ClusterNodes{redistest.Cluster(t, 3, 1), redistest.Cluster(t, 3, 1)}}
	for i, c := range m.sides {
		redistest.Seed(t, c.Client(), 400, 3)
		m.proxies[i] = c.Proxies()
	}
	for i := range 30 {
		key := fmt.Sprintf("{mv}%d", i)
		m.sides[0].Client().Set(t.Context(), key, "v", 0)
		m.want = append(m.want, fmt.Sprintf("db0 %q string lack_target 1/0", key))
	}
	m.sides[1].Client().Set(t.Context(), "{mv}7", "another", 0)
	m.want[7] = `db0 "{mv}7" string value 1/7`
	slices.Sort(m.want)
	m.slot = m.sides[0].Slot("{mv}")
	return m
}

// from and to are the slot's master on a side and another one.
func (m *mover) from(side int) *redistest.Server { return m.sides[side].Owner(m.slot) }

func (m *mover) to(side int) *redistest.Server {
	masters := m.sides[side].Masters()
	return masters[(slices.Index(masters, m.from(side))+1)%len(masters)]
}

// event is something that happens when a command arrives at a node.
type event struct {
	at      *redistest.Proxy
	command string
	after   int
	act     func()
}

// run checks the source against the target while the events happen, one after
// the other.
func (m *mover) run(t *testing.T, events ...event) outcome {
	t.Helper()
	for _, proxies := range m.proxies {
		for _, p := range proxies {
			p.Allow("SCAN")
			p.Allow("HRANDFIELD")
		}
	}
	source, target := patient(t, "source", list(m.sides[0])), patient(t, "target", list(m.sides[1]))
	type meeting struct{ reached, done chan bool }
	var meetings []meeting
	for _, e := range events {
		meet := meeting{make(chan bool), make(chan bool)}
		e.at.AnswerWith(e.command, func([]string) string {
			close(meet.reached)
			<-meet.done
			return ""
		}, redistest.After(e.after), redistest.Times(1))
		meetings = append(meetings, meet)
	}
	result := make(chan outcome, 1)
	go func() { result <- runWith(t, source, target, options()) }()
	for i, e := range events {
		select {
		case <-meetings[i].reached:
			e.act()
			close(meetings[i].done)
		case out := <-result:
			t.Errorf("event %d never happened", i)
			return out
		}
	}
	return <-result
}

// patient connects to a deployment that may be failed over.
func patient(t *testing.T, name, addr string) *redis.Deployment {
	t.Helper()
	d, err := redis.Connect(t.Context(), redis.Options{Name: name, Address: addr, RetryFor: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// pages is how many commands a sweep of a server takes.
func pages(t *testing.T, s *redistest.Server) (n int) {
	t.Helper()
	for cursor := uint64(0); n == 0 || cursor != 0; n++ {
		var err error
		if _, cursor, err = s.Client(0).Scan(t.Context(), cursor, "", int64(options().Batch)).Result(); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// swept returns a function that waits until a node behind a proxy is swept once
// more.
func (m *mover) swept(t *testing.T, s *redistest.Server) (wait func()) {
	p := m.proxies[0][s]
	end := p.Count("SCAN") + pages(t, s)
	return func() {
		for p.Count("SCAN") < end {
			time.Sleep(time.Millisecond)
		}
	}
}

// TestMoves moves keys about while they are checked: none is missed.
func TestMoves(t *testing.T) {
	t.Parallel() // it mostly waits
	m := newMover(t)
	source := m.sides[0]
	t.Run("a slot of the source moves", func(t *testing.T) {
		from, to := m.from(0), m.to(0)
		wait := m.swept(t, to)
		expect(t, m.run(t, event{m.proxies[0][from], "SCAN", 0, func() { wait(); source.MoveSlot(m.slot, from, to) }}), m.want)
	})
	t.Run("a slot moves there and back", func(t *testing.T) {
		from, to := m.from(0), m.to(0)
		wait, at := m.swept(t, to), m.proxies[0][from]
		expect(t, m.run(t, event{at, "SCAN", 0, func() { wait(); source.MoveSlot(m.slot, from, to) }},
			event{at, "SCAN", pages(t, from) / 2, func() { source.MoveSlot(m.slot, to, from) }}), m.want)
	})
	t.Run("a slot stays open", func(t *testing.T) {
		from, to := m.from(0), m.to(0)
		wait := m.swept(t, to)
		expect(t, m.run(t, event{m.proxies[0][from], "SCAN", 0, func() {
			wait()
			source.StartMove(m.slot, from, to)
			source.MoveKeys(m.slot, from, to, 10)
		}}), m.want)
		expect(t, m.run(t), m.want)
		for _, master := range source.Masters() {
			awaitReplica(t, source, master)
		}
		replicas := patient(t, "source", "slave@"+source.Addrs()[0])
		expect(t, runWith(t, replicas, patient(t, "target", list(m.sides[1])), options()), m.want)
		source.MoveSlot(m.slot, from, to)
		expect(t, m.run(t), m.want)
	})
	t.Run("a slot of the target moves", func(t *testing.T) {
		from, to := m.from(1), m.to(1)
		expect(t, m.run(t, event{m.proxies[1][to], "HRANDFIELD", 5, func() { m.sides[1].MoveSlot(m.slot, from, to) }}), m.want)
		m.sides[1].StartMove(m.slot, to, from)
		expect(t, m.run(t), m.want)
		m.sides[1].MoveSlot(m.slot, to, from)
	})
	for side, name := range []string{"source", "target"} {
		t.Run("failover of the "+name, func(t *testing.T) { m.failover(t, side) })
		t.Run("death in the "+name, func(t *testing.T) { m.death(t, side) })
	}
	t.Run("all at once", m.allAtOnce)
}

func (m *mover) failover(t *testing.T, side int) {
	c, master := m.sides[side], m.from(side)
	awaitReplica(t, c, master)
	at := event{m.proxies[side][master], []string{"SCAN", "HRANDFIELD"}[side], 2, func() { c.Failover(c.ReplicasOf(master)[0]) }}
	expect(t, m.run(t, at), m.want)
}

func (m *mover) death(t *testing.T, side int) {
	c, master := m.sides[side], m.from(side)
	awaitReplica(t, c, master)
	at := event{m.proxies[side][master], []string{"SCAN", "HRANDFIELD"}[side], 2, func() { master.Kill() }}
	expect(t, m.run(t, at), m.want)
	c.Settle()
	master.Restart()
	c.Settle()
}

func (m *mover) allAtOnce(t *testing.T) {
	from, to := m.from(0), m.to(0)
	wait := m.swept(t, to)
	other := m.from(1)
	awaitReplica(t, m.sides[1], other)
	expect(t, m.run(t,
		event{m.proxies[0][from], "SCAN", 0, func() { wait(); m.sides[0].MoveSlot(m.slot, from, to) }},
		event{m.proxies[1][other], "HRANDFIELD", 2, func() { other.Kill() }}), m.want)
}

// awaitReplica waits until a master's replica has its writes.
func awaitReplica(t *testing.T, c *redistest.ClusterNodes, master *redistest.Server) {
	t.Helper()
	err := master.Client(0).Do(context.Background(), "WAIT", 1, 5000).Err()
	if err != nil || len(c.ReplicasOf(master)) == 0 {
		t.Fatalf("%s has no replica in step: %v", master.Addr, err)
	}
}

// TestClusterRefusals follows or waits out what nodes say instead of an answer.
func TestClusterRefusals(t *testing.T) {
	t.Parallel() // it mostly waits
	a, b := redistest.Cluster(t, 2, 0), redistest.Cluster(t, 2, 0)
	want := plant(t, a.Client(), b.Client())
	proxies := b.Proxies()
	first, second := b.Nodes[0], b.Nodes[1]
	for _, words := range []string{
		"MOVED 1 " + proxies[second].Addr,
		"ASK 1 " + proxies[second].Addr,
		"MOVED 1 :" + proxies[second].Addr[strings.LastIndexByte(proxies[second].Addr, ':')+1:],
		"TRYAGAIN Multiple keys request during rehashing of slot",
		"CLUSTERDOWN The cluster is down",
		"LOADING Redis is loading the dataset in memory",
	} {
		source, target := connect(t, "source", list(a)), connect(t, "target", list(b))
		for _, command := range []string{"GETRANGE", "HRANDFIELD", "TYPE", "PEXPIRETIME"} {
			proxies[first].Refuse(command, words, redistest.After(3), redistest.Times(2))
		}
		expect(t, runWith(t, source, target, options()), want)
		for _, command := range []string{"GETRANGE", "HRANDFIELD", "TYPE", "PEXPIRETIME"} {
			proxies[first].Allow(command)
		}
	}
	proxies[first].Refuse("HRANDFIELD", "TRYAGAIN for ever")
	_, err := redis.Connect(t.Context(), redis.Options{Name: "target", Address: list(b), RetryFor: time.Second})
	if err == nil || !strings.Contains(err.Error(), "TRYAGAIN") {
		t.Errorf("got %v", err)
	}
}
