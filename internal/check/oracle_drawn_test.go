package check_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// deployed is one of the deployments that are filled again and again.
type deployed struct {
	name    string
	address string
	client  func(db int) goredis.UniversalClient
	nodes   []*redistest.Server
	can     abilities
}

func server(s *redistest.Server) *deployed {
	return newDeployed("server", s.Addr, func(db int) goredis.UniversalClient { return s.Client(db) }, s)
}

func clustered(c *redistest.ClusterNodes) *deployed {
	return newDeployed("cluster", list(c), func(int) goredis.UniversalClient { return c.Client() }, c.Nodes...)
}

func newDeployed(name, address string, client func(int) goredis.UniversalClient, nodes ...*redistest.Server) *deployed {
	for _, n := range nodes {
		n.KeepExpired()
	}
	return &deployed{name: name, address: address, client: client, nodes: nodes, can: abilitiesOf(nodes)}
}

func (d *deployed) isCluster() bool { return strings.HasPrefix(d.name, "cluster") }

// String is what a failure says of it.
func (d *deployed) String() string { return d.name }

// drawn is what one comparison is about.
type drawn struct {
	keys    []thing
	changes [2][]order
	vague   map[place]bool // hashes with fields that have expired, on the source
	exact   bool           // both sides tell when a key expires, not how long it has left
	drawnScope
}

// drawnScope is which keys are looked at, and where the target has them.
type drawnScope struct {
	dbs    []int // the source's
	target func(place) place
	admits func(place) bool
}

func draw(rt *rapid.T, sides [2]*deployed, o *check.Options) drawn {
	d := drawn{drawnScope: anyScope(rt, sides, o), vague: map[place]bool{}}
	can := sides[0].can.and(sides[1].can)
	d.exact, o.Digest = can.exactExpiry, o.Digest && can.digests
	d.keys = owner{dbs: d.dbs, can: can}.things(rt)
	d.changes = changes(rt, d.keys)
	for _, k := range d.keys {
		d.note(k, k.write)
	}
	for _, side := range d.changes {
		for _, c := range side {
			d.note(c.key, c.commands)
		}
	}
	return d
}

// note looks for fields that expire soon.
func (d drawn) note(k thing, commands [][]any) {
	for _, c := range commands {
		if _, ends := when(c); ends && c[0] == "HPEXPIREAT" {
			d.vague[k.at()] = true
		}
	}
}

func (k thing) at() place { return place{k.db, k.name} }

func (d drawn) places() (out []place) {
	for _, k := range d.keys {
		out = append(out, k.at())
	}
	return out
}

func (d drawn) targets() (out []place) {
	for _, k := range d.keys {
		out = append(out, d.target(k.at()))
	}
	return out
}

// fill writes the same things to both sides, which may store them in other
// ways, and changes some of them. What ends soon has ended when it returns.
func (d drawn) fill(t *testing.T, rt *rapid.T, sides [2]*deployed) {
	ends := false
	for i, on := range sides {
		encoding := encodings().Draw(rt, "encoding")
		for _, n := range on.nodes {
			n.Do("FLUSHALL")
			n.Configure(encoding...)
		}
		for db, commands := range d.commands(i) {
			ends = send(t, on.client(db), commands) || ends
		}
	}
	if ends {
		<-time.After(breath + 2*time.Millisecond)
	}
}

// commands are what writes one side, by its databases.
func (d drawn) commands(side int) map[int][][]any {
	out := map[int][][]any{}
	add := func(k thing, commands [][]any) {
		at := k.at()
		if side == 1 {
			at = d.target(at)
		}
		for _, c := range commands {
			out[at.db] = append(out[at.db], renamed(c, k.name, at.name))
		}
	}
	for _, k := range d.keys {
		add(k, k.write)
	}
	for _, c := range d.changes[side] {
		add(c.key, c.commands)
	}
	return out
}

// renamed gives a command's key another name.
func renamed(args []any, from, to string) []any {
	out := append([]any{}, args...)
	at := keyAt(args)
	if out[at] != from {
		panic(fmt.Sprintf("%q has no key at %d", args, at)) // a mistake of the test
	}
	out[at] = to
	return out
}

// encodings are how a server stores small collections.
func encodings() *rapid.Generator[[]any] {
	config := func(elements, listSize int) []any {
		return cmd("hash-max-listpack-entries", elements, "zset-max-listpack-entries", elements,
			"set-max-intset-entries", elements, "list-max-listpack-size", listSize)
	}
	return rapid.SampledFrom([][]any{config(128, -2), config(0, 1), config(1000, -5)})
}
