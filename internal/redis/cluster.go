package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// cluster is a Redis Cluster: each slot's keys are on one master and its
// replicas. Which is asked of the cluster itself, again whenever a node
// redirects us or falls silent.
type cluster struct {
	dep   *Deployment
	role  Role
	table atomic.Pointer[table]

	mu    sync.Mutex // one refresh at a time
	asked time.Time
}

// table is who serves which slot, for the role that is read.
type table struct {
	owners  [slots]string     // "" where nobody does
	masters map[string]bool   // all of them
	other   map[string]bool   // all replicas
	readers map[string]string // for each master the node that is read: itself or a replica
}

func connectCluster(ctx context.Context, d *Deployment, node string) (topology, error) {
	c := &cluster{dep: d, role: d.place.Role}
	t, err := c.ask(ctx, node)
	if err != nil {
		return nil, err
	}
	if c.role == AnyRole && allIn(d.place.Nodes, t.other) {
		c.role = Replica
	}
	if c.role == Replica {
		if t, err = c.ask(ctx, node); err != nil {
			return nil, err
		}
	}
	if free := uncovered(t); free != "" {
		return nil, fmt.Errorf("the cluster is not whole: no node serves slots %s; repair it (CLUSTER SHARDS, redis-cli --cluster fix) and check again", free)
	}
	d.dialer.readonly = c.role == Replica
	c.table.Store(t)
	return c, nil
}

func allIn(nodes []string, set map[string]bool) bool {
	return !slices.ContainsFunc(nodes, func(n string) bool { return !set[n] })
}

// uncovered names the slots that nobody serves, "" if there are none.
func uncovered(t *table) string {
	first, last := -1, -1
	for i, owner := range t.owners {
		if owner == "" {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return ""
	}
	return fmt.Sprintf("between %d and %d", first, last)
}

func (c *cluster) describe() string {
	t := c.table.Load()
	reads := "reading masters"
	if c.role == Replica {
		reads = "reading replicas"
	}
	return fmt.Sprintf("cluster, %d masters, %d replicas, %s", len(t.masters), len(t.other), reads)
}

func (c *cluster) nodes() []string { return c.table.Load().nodes() }

// nodes lists those that serve slots.
func (t *table) nodes() []string {
	var out []string
	for _, o := range t.owners {
		if o != "" && (len(out) == 0 || out[len(out)-1] != o) {
			out = append(out, o)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (c *cluster) owner(key string) string { return c.table.Load().owners[slotOf(key)] }

func (c *cluster) address(_ context.Context, node string) (string, error) { return node, nil }

func (c *cluster) ranges(db, parts int) []Range {
	var out []Range
	for _, n := range c.nodes() {
		out = append(out, divide(n, db, parts)...)
	}
	return out
}

func (c *cluster) scan(r Range, cursor, count string) []string {
	return append([]string{"SCAN", cursor, "COUNT", count}, r.Words...)
}

func (c *cluster) lost(ctx context.Context, node string) bool {
	c.refresh(ctx)
	t := c.table.Load()
	return !slices.Contains(t.owners[:], node)
}

// refresh asks the cluster who serves what, unless that was done a moment ago.
// If no node answers, or some slots are being failed over, all stays as it was.
func (c *cluster) refresh(ctx context.Context) {
	const moment = 100 * time.Millisecond
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.asked) < moment {
		return
	}
	old := c.table.Load()
	for _, set := range []map[string]bool{old.masters, old.other} {
		for node := range set {
			t, err := c.ask(ctx, node)
			if err == nil && uncovered(t) == "" {
				c.asked = time.Now()
				c.table.Store(t)
				return
			}
		}
	}
	c.asked = time.Now()
}

// ask reads CLUSTER SLOTS (Redis 3.0) from one node.
func (c *cluster) ask(ctx context.Context, node string) (*table, error) {
	r, err := c.dep.askOnce(ctx, node, "CLUSTER", "SLOTS")
	if err != nil {
		if refused := Error(""); errors.As(err, &refused) && !refused.Code("NOPERM") {
			return nil, fmt.Errorf("%w: %s is no cluster: %w", errKind, node, err)
		}
		return nil, fmt.Errorf("ask for CLUSTER SLOTS: %w", err)
	}
	host, _, err := net.SplitHostPort(node)
	if err != nil {
		return nil, fmt.Errorf("a cluster is reached by HOST:PORT: %w", err)
	}
	return parseSlots(r, host, c.role)
}

// parseSlots reads CLUSTER SLOTS. An empty or null host means that of the node
// that was asked.
func parseSlots(r Reply, host string, role Role) (*table, error) {
	t := &table{masters: map[string]bool{}, other: map[string]bool{}, readers: map[string]string{}}
	if _, err := r.Len(); err != nil {
		return nil, err
	}
	for e := range r.Elements() {
		parts, err := e.Array()
		if err != nil || len(parts) < 3 {
			return nil, errors.Join(err, fmt.Errorf("unexpected reply to CLUSTER SLOTS: %.60q", []byte(e)))
		}
		from, errFrom := parts[0].Int()
		to, errTo := parts[1].Int()
		nodes, errNodes := parseSlotNodes(parts[2:], host)
		if err := errors.Join(errFrom, errTo, errNodes); err != nil {
			return nil, err
		}
		if from < 0 || to >= slots {
			return nil, fmt.Errorf("unexpected reply to CLUSTER SLOTS: slots %d to %d", from, to)
		}
		t.add(int(from), int(to), nodes, role)
	}
	return t, nil
}

// add notes the nodes of a run of slots, of which the first is the master.
func (t *table) add(from, to int, nodes []string, role Role) {
	t.masters[nodes[0]] = true
	for _, n := range nodes[1:] {
		t.other[n] = true
	}
	owner := nodes[0]
	if role == Replica && len(nodes) > 1 {
		owner = slices.Min(nodes[1:])
	}
	t.readers[nodes[0]] = owner
	for i := from; i <= to; i++ {
		t.owners[i] = owner
	}
}

func parseSlotNodes(list []Reply, host string) ([]string, error) {
	var out []string
	for _, r := range list {
		parts, err := r.Array()
		if err != nil || len(parts) < 2 {
			return nil, errors.Join(err, fmt.Errorf("unexpected reply to CLUSTER SLOTS: %.60q", []byte(r)))
		}
		name, errName := parts[0].Text()
		port, errPort := parts[1].Int()
		if err := errors.Join(errName, errPort); err != nil {
			return nil, err
		}
		if len(name) == 0 || string(name) == "?" {
			name = []byte(host)
		}
		out = append(out, net.JoinHostPort(string(name), strconv.FormatInt(port, 10)))
	}
	return out, nil
}
