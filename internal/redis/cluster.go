package redis

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// cluster is a Redis Cluster: each slot's keys are on one master and its
// replicas. Which is asked of the cluster itself, again whenever a node
// redirects us or falls silent.
type cluster struct {
	dep   *Deployment
	role  Role
	table atomic.Pointer[table]

	mu        sync.Mutex // one refresh at a time; guards what follows
	asked     time.Time
	direct    slotSet         // slots whose keys are read from masters, since they move or moved
	importing map[string]bool // masters that keys are being moved to
}

func connectCluster(ctx context.Context, d *Deployment, node string) (topology, resp.Dialer, error) {
	c := &cluster{dep: d, role: d.address.Role}
	t, err := c.askPatiently(ctx, node)
	if err != nil {
		return nil, d.dialer, err
	}
	if free := t.uncovered(); free != "" {
		return nil, d.dialer, fmt.Errorf("the cluster is not whole: no node serves slots %s; "+
			"repair it (CLUSTER SHARDS, redis-cli --cluster fix) and check again", free)
	}
	if c.role == AnyRole && len(t.replicas) > 0 {
		c.role = c.likely(ctx, t)
	}
	if c.role == Replica {
		if t, err = c.awaitReplicas(ctx, node, t); err != nil {
			return nil, d.dialer, err
		}
	}
	c.table.Store(t.read(c.role, &c.direct))
	dialer := d.dialer
	dialer.ReadOnly = c.role == Replica
	return c, dialer, nil
}

// awaitReplicas asks again for a moment if there are no replicas: a node tells of
// one only once it has heard that it holds its master's data.
func (c *cluster) awaitReplicas(ctx context.Context, node string, t *table) (*table, error) {
	none := errors.New("the cluster knows no replica that is in step; read its masters")
	if len(t.replicas) > 0 {
		return t, nil
	}
	wait := retry{limit: min(c.dep.opts.RetryFor, 3*time.Second)}
	err := wait.do(ctx, func(err error) bool { return errors.Is(err, none) }, func() (err error) {
		if t, err = c.askPatiently(ctx, node); err == nil && len(t.replicas) == 0 {
			err = none
		}
		return err
	})
	return t, err
}

// likely is the role that was meant: replicas if all nodes of the address are. One
// that the cluster knows by another name is asked what it is; masters are right in
// any case, so one that does not answer is not waited for.
func (c *cluster) likely(ctx context.Context, t *table) Role {
	for _, n := range c.dep.address.Nodes {
		if t.replicas[n] {
			continue
		}
		if t.readers[n] != "" {
			return Master
		}
		var r resp.Reply
		err := c.dep.retry().do(ctx, resp.IsTemporary, func() (err error) {
			r, err = c.dep.askOnce(ctx, n, "INFO", "replication")
			return err
		})
		if text, errText := r.Text(); err != nil || errText != nil || infoFields(string(text))["role"] != "slave" {
			return Master
		}
	}
	return Replica
}

// askPatiently reads CLUSTER SLOTS from a node, which may not be ready.
func (c *cluster) askPatiently(ctx context.Context, node string) (t *table, err error) {
	err = c.dep.retry().do(ctx, mayPass, func() (err error) {
		t, err = c.ask(ctx, node)
		return err
	})
	return t, err
}

func (c *cluster) describe() string {
	t := c.table.Load()
	reads := "reading masters"
	if c.role == Replica {
		reads = "reading replicas"
	}
	return fmt.Sprintf("cluster, %d masters, %d replicas, %s", len(t.readers), len(t.replicas), reads)
}

func (c *cluster) nodes() []string { return c.table.Load().swept() }

func (c *cluster) owner(key string) string { return c.table.Load().owners[slotOf(key)] }

func (c *cluster) owners() []string {
	owners := c.table.Load().owners
	slices.Sort(owners[:])
	return slices.Compact(owners[:])
}

func (c *cluster) redirects() bool { return true }

func (c *cluster) masterOf(key string) string { return c.table.Load().masters[slotOf(key)] }

// readsReplica reports whether a node is read in the place of a key's master.
func (c *cluster) readsReplica(key, node string) bool {
	return c.role == Replica && c.masterOf(key) != node
}

// readMaster has a key's slot read from its master from now on, and returns that.
func (c *cluster) readMaster(key string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if slot := slotOf(key); !c.direct[slot] {
		c.direct[slot] = true
		c.table.Store(c.table.Load().read(c.role, &c.direct))
	}
	return c.masterOf(key)
}

func (c *cluster) address(_ context.Context, node string) (string, error) { return node, nil }

func (c *cluster) ranges(db, parts int) []span {
	var out []span
	t := c.table.Load()
	for _, n := range c.nodes() {
		owned, o := t.slotsOf(n), c.dep.serverOf(n).cursorOrder()
		sum := owned.sum()
		for _, r := range divide(n, db, o, owned.divide(o, parts)) {
			r.owned = sum
			out = append(out, r)
		}
	}
	return out
}

func (c *cluster) scan(r span, cursor, count string) []string {
	return append([]string{"SCAN", cursor, "COUNT", count}, r.words...)
}

func (c *cluster) refresh(ctx context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	const moment = 100 * time.Millisecond
	if time.Since(c.asked) >= moment {
		c.reload(ctx)
	}
}

func (c *cluster) has(node string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.importing[node] || c.table.Load().serves(node)
}

// reload asks the cluster who serves what. If no node answers, or some slots
// have nobody just now, all stays as it was. It needs c.mu.
func (c *cluster) reload(ctx context.Context) {
	old := c.table.Load()
	nodes := slices.Concat(slices.Collect(maps.Keys(old.readers)), slices.Collect(maps.Keys(old.replicas)), c.dep.address.Nodes)
	if t := c.askAny(ctx, nodes); t != nil {
		for slot := range slots { // where it came from keys may be missing, where it went they may be late
			c.direct[slot] = c.direct[slot] || old.masters[slot] != t.masters[slot]
		}
		c.table.Store(t.read(c.role, &c.direct))
	}
	c.asked = time.Now()
}

// askAny asks nodes side by side, since some may be dead, and returns the first
// whole answer, nil if there is none.
func (c *cluster) askAny(ctx context.Context, nodes []string) *table {
	const sideBySide = 4
	ctx, cancel := context.WithTimeout(ctx, max(c.dep.opts.RetryFor/3, time.Second))
	defer cancel()
	var first atomic.Pointer[table]
	var g errgroup.Group
	g.SetLimit(sideBySide)
	for _, node := range nodes {
		g.Go(func() error {
			t, err := c.ask(ctx, node)
			if err == nil && t.uncovered() == "" {
				first.CompareAndSwap(nil, t)
				cancel()
			}
			return nil
		})
	}
	_ = g.Wait() // who does not answer is no news
	return first.Load()
}

// ask reads CLUSTER SLOTS (Redis 3.0) from one node.
func (c *cluster) ask(ctx context.Context, node string) (*table, error) {
	host, _, found := resp.CutPort(node)
	if !found {
		return nil, fmt.Errorf("a cluster is reached by HOST:PORT, not %s", node)
	}
	r, err := c.dep.askOnce(ctx, node, "CLUSTER", "SLOTS")
	if err == nil {
		return parseSlots(r, host)
	}
	refused := resp.Error("")
	if errors.As(err, &refused) && refused.Definite() && !refused.Code("NOPERM") && !refused.Code("NOAUTH") {
		hint := ""
		if len(c.dep.address.Nodes) > 1 {
			hint = "; several addresses are taken for those of one cluster"
		}
		return nil, fmt.Errorf("%w: %s is no node of a cluster: %w%s", errKind, node, err, hint)
	}
	return nil, resp.WithACLHint(fmt.Errorf("ask for CLUSTER SLOTS: %w", err), "cluster|slots")
}
