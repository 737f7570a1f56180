package redis

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Keyspace is what the servers of a deployment said about their keys at one
// moment. It is a value: read it again (Deployment.Keyspace) to learn what has
// changed.
type Keyspace struct {
	Nodes []NodeKeys // ordered by node
}

// NodeKeys is what one node said about its keys, and when.
type NodeKeys struct {
	Node    string
	Swept   bool // its keys are those that SCAN is asked for
	Read    time.Time
	RunID   string        // of the process; "" if it does not tell
	ReplID  string        // of its data's history, new when a replica has to copy all of its master (Redis 4.0)
	Uptime  time.Duration // of the process
	Replica bool
	DBs     map[int]DB // nil if it does not tell
	Removed int64      // keys that the process expired or evicted so far, or left out when it loaded its data
	Written string     // counts the changes to its data: the same text means that there was none; "" if it does not tell
	Flushes Flushes
	Counts  bool // its numbers mean what they do in Redis, which is not so with other engines
	Direct  bool // this is the process that keys are read from, not a proxy or one of several servers
}

// Flushes counts the calls of commands that reposition whole databases, since the
// process was started (INFO commandstats, Redis 2.6).
type Flushes struct {
	All, DB, Swap int64 // FLUSHALL, FLUSHDB, SWAPDB
}

// Truth is what facts prove, which may be nothing.
type Truth int

// The truths.
const (
	Unknown Truth = iota
	Yes
	No
)

// KeysExpire tells whether keys of a database have an expiry time. It is No only
// if each node was asked directly and has no such key.
func (k Keyspace) KeysExpire(db int) Truth {
	return k.tell(func(n NodeKeys) int64 { return n.DBs[db].Expires })
}

// FieldsExpire tells the same of the fields of hashes (Redis 7.4, Valkey 9.0).
func (k Keyspace) FieldsExpire(db int) Truth {
	return k.tell(func(n NodeKeys) int64 { return n.DBs[db].FieldExpires })
}

func (k Keyspace) tell(count func(NodeKeys) int64) Truth {
	answer := No
	if len(k.Nodes) == 0 {
		answer = Unknown
	}
	for _, n := range k.Nodes {
		switch {
		case count(n) > 0:
			return Yes
		case !n.Direct || n.DBs == nil:
			answer = Unknown
		}
	}
	return answer
}

// Direct reports whether all facts come from the servers that hold the keys.
func (k Keyspace) Direct() bool {
	return len(k.Nodes) > 0 && !slices.ContainsFunc(k.Nodes, func(n NodeKeys) bool { return !n.Direct || n.DBs == nil })
}

// Keys adds up the keys of databases on the nodes that are swept.
func (k Keyspace) Keys(dbs []int) int64 {
	var sum int64
	for _, n := range k.Nodes {
		for _, db := range dbs {
			if n.Swept {
				sum += n.DBs[db].Keys
			}
		}
	}
	return sum
}

// Numbers lists the databases that hold keys on the nodes that are swept.
func (k Keyspace) Numbers() (dbs []int) {
	for _, n := range k.Nodes {
		for db, held := range n.DBs {
			if n.Swept && held.Keys > 0 {
				dbs = append(dbs, db)
			}
		}
	}
	slices.Sort(dbs)
	return slices.Compact(dbs)
}

// Of returns what a node said, false if it was not asked.
func (k Keyspace) Of(node string) (NodeKeys, bool) {
	i := slices.IndexFunc(k.Nodes, func(n NodeKeys) bool { return n.Node == node })
	if i < 0 {
		return NodeKeys{}, false
	}
	return k.Nodes[i], true
}

// Keyspace asks all nodes about their keys. The answers are also the newest
// facts that Pipeline.FieldsExpire goes by.
func (d *Deployment) Keyspace(ctx context.Context) (Keyspace, error) {
	for {
		k, err := d.askKeyspace(ctx)
		switch {
		case err == nil:
			d.volatile.Store(d.volatileBy(k))
			d.learnDirect(k)
			return k, nil
		case !errors.Is(err, ErrLost): // else other nodes have its keys now
			return Keyspace{}, err
		}
	}
}

// volatile says in which databases fields of hashes may expire. It is asked
// about each hash.
type volatile struct {
	in    map[int]Truth
	other Truth
	never bool // the servers seem to know no such fields
}

func (v *volatile) truth(db int) Truth {
	if truth, listed := v.in[db]; listed {
		return truth
	}
	return v.other
}

// fields reports whether fields may expire. Servers that do not know HPEXPIRETIME
// have no such fields, even if their facts prove nothing.
func (v *volatile) fields(db int) bool {
	truth := v.truth(db)
	return truth == Yes || truth == Unknown && !v.never
}

// volatileBy is what facts prove.
func (d *Deployment) volatileBy(k Keyspace) *volatile {
	said := resp.Error("")
	v := volatile{in: map[int]Truth{}, other: k.FieldsExpire(-1)}
	if errors.As(d.Refusal(fieldExpiryCommand), &said) && !d.partly[fieldExpiryCommand] {
		v.never = said.UnknownCommand() || d.olderThanFieldExpiry()
	}
	for _, n := range k.Nodes {
		for db := range n.DBs {
			v.in[db] = k.FieldsExpire(db)
		}
	}
	return &v
}

func (d *Deployment) askKeyspace(ctx context.Context) (Keyspace, error) {
	nodes := d.factNodes()
	k := Keyspace{Nodes: make([]NodeKeys, len(nodes))}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for i, node := range slices.Sorted(maps.Keys(nodes)) {
		g.Go(func() (err error) {
			k.Nodes[i], err = d.askNode(ctx, node)
			k.Nodes[i].Swept = nodes[node]
			return err
		})
	}
	return k, g.Wait()
}

// factNodes are all nodes that keys are read from, each with whether it is
// swept. Of slots that move in a cluster keys are read from masters, even where
// replicas are swept.
func (d *Deployment) factNodes() map[string]bool {
	nodes := map[string]bool{}
	for _, node := range d.topo.owners() {
		nodes[node] = false
	}
	for _, node := range d.topo.nodes() {
		nodes[node] = true
	}
	return nodes
}

// askNode asks one node. What it does not tell stays zero, and its facts prove
// nothing then.
func (d *Deployment) askNode(ctx context.Context, node string) (NodeKeys, error) {
	a := d.asker(node)
	defer a.close()
	s, err := a.info(ctx)
	if err != nil {
		return NodeKeys{}, err
	}
	n := NodeKeys{Node: node, Read: time.Now(), RunID: s.RunID, ReplID: s.ReplID, Uptime: s.Uptime,
		Replica: s.Role == "replica", DBs: s.DBs, Removed: s.Removed, Written: s.Written, Counts: s.cursorOrder() != unknownOrder && s.DBs != nil}
	if s.RunID == "" {
		return n, nil
	}
	tries := 3 // it may hang up on what it does not know
	worth := func(err error) bool {
		said := resp.Error("")
		tries--
		return tries > 0 && (!errors.As(err, &said) || said.Temporary())
	}
	_ = d.retry().do(ctx, worth, func() error {
		n.Direct, n.Flushes, err = d.askProcess(ctx, s)
		return err
	})
	return n, ctx.Err() // without an answer nothing is proved, which only costs speed
}
