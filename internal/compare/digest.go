package compare

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// digester is a way in which servers digest values for us, so that these need
// not be sent. Equal digests prove equal contents. Digests that differ prove
// nothing: the key is read as any other.
type digester interface {
	// eligible moves those keys to the front whose digests may be asked for, and
	// returns them.
	eligible(ctx context.Context, p *redis.Pair, keys []*candidate) ([]*candidate, error)
	// ask queues the question for the digests of keys, which it may put into
	// another order. After Exec answers tells of each key whether its digests
	// prove that its contents are the same.
	ask(p *redis.Pair, keys []*candidate) (answers func() []bool)
}

// digestWay is a digester and what it takes to use it.
type digestWay struct {
	name  string
	calls []redis.Call // of what it needs
	can   func(*redis.Deployment) bool
	start func(source, target *redis.Deployment) digester // for one worker
}

// digestWays lists the ways, that with the shortest replies first.
func digestWays() []digestWay { return []digestWay{scriptWay(), debugWay()} }

// digestCalls are what all ways need.
func digestCalls() (calls []redis.Call) {
	for _, way := range digestWays() {
		calls = append(calls, way.calls...)
	}
	return slices.CompactFunc(calls, func(a, b redis.Call) bool { return a.Name == b.Name })
}

// UseDigests has values compared by digests first. It returns the name of the way,
// and an error if there is none that both sides have. Nothing of it is probed in a
// run without digests: DEBUG and EVAL alarm those who watch over servers.
func (c *Comparer) UseDigests(ctx context.Context) (way string, err error) {
	for _, side := range c.sides {
		if err := side.Probe(ctx, digestCalls()); err != nil {
			return "", err
		}
	}
	for _, way := range digestWays() {
		if way.can(c.sides[0]) && way.can(c.sides[1]) {
			c.way = &way
			return way.name, nil
		}
	}
	return "", fmt.Errorf("--digest: no way to have both sides compute digests: the source %s; the target %s; "+
		"allow EVAL (or DEBUG) on both, or leave --digest out", refusals(c.sides[0]), refusals(c.sides[1]))
}

// refusals tells what a side said to the calls that it refused.
func refusals(d *redis.Deployment) string {
	var said []string
	for _, call := range digestCalls() {
		if err := d.Refusal(call.Name); err != nil {
			said = append(said, fmt.Sprintf("says to %s: %v", call.Name, err))
		}
	}
	if said == nil {
		return "allows all"
	}
	return strings.Join(said, ", ")
}

// digestFilter decides what is digested, and how.
type digestFilter struct {
	digester
	scores bool // both sides print scores alike, so that sorted sets can be digested
}

// digestFilter returns what a worker digests by; nil if it reads all values.
func (c *Comparer) digestFilter() *digestFilter {
	if c.way == nil {
		return nil
	}
	source, target := c.sides[0], c.sides[1]
	return &digestFilter{c.way.start(source, target), redis.ScoresAlike(source.Server(), target.Server())}
}

// What is digested. A digest costs a server several times what reading the value
// does, in one go, so the work is bounded for each value, for each command and
// for each exchange. It is counted in bytes of a string that takes as long, about
// 2.5 ns each.
const (
	minDigest      = 100     // bytes of a reply; shorter values are read
	maxDigest      = 1 << 20 // bytes; collections have a page of elements at most, too
	elementWork    = 16      // bytes of a string, for each byte of an element
	digestExchange = 4 << 20 // work
)

// memoryUsage is a call of the command that tells a collection's bytes (Redis 4.0).
func memoryUsage() redis.Call {
	return redis.Call{Name: "MEMORY USAGE", Words: []string{"MEMORY", "USAGE", "KEY"}}
}

// mostOf is the largest value of a type that is digested, in what its length
// counts.
func mostOf(t value.Type) int64 {
	if t == value.String() {
		return maxDigest
	}
	return value.PageElements
}

// work is what digesting a key's value may cost, by what is known of its family.
func (c *candidate) work() int64 {
	size := c.family.expected()
	switch {
	case c.typ != value.String():
		return size * elementWork
	case size >= value.PageBytes: // no more of it was ever read at once
		return maxDigest
	}
	return size
}

// proves reports whether digests of a type prove something: those of streams
// leave the groups out, those of modules anything.
func (f *digestFilter) proves(t value.Type) bool {
	switch t {
	case value.String(), value.List(), value.Hash(), value.Set():
		return true
	case value.ZSet():
		return f.scores
	}
	return false
}

// worthwhile reports whether the digest of a key whose type is guessed is worth its
// price, by what is known of such values.
func (f *digestFilter) worthwhile(c *candidate) bool {
	known := c.family != nil && c.family.samples.Load() > 0
	return known && f.proves(c.typ) && c.family.maxReply.Load() >= minDigest && c.work() <= digestExchange
}

// compareDigests settles the keys whose digests and expiry are the same on both
// sides. The others are read.
func (m *comparison) compareDigests(ctx context.Context, keys []*candidate) error {
	for _, c := range keys {
		c.next = needRead
	}
	for _, part := range portions(keys, len(keys), digestExchange) {
		if err := m.compareSomeDigests(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// portions divides keys into portions of a number of keys and of some work at
// most, but of at least one key.
func portions(keys []*candidate, most int, work int64) [][]*candidate {
	var out [][]*candidate
	var sum int64
	first := 0
	for i, c := range keys {
		more := c.work()
		if i > first && (i-first == most || sum+more > work) {
			out, first, sum = append(out, keys[first:i:i]), i, 0
		}
		sum += more
	}
	if first < len(keys) {
		out = append(out, keys[first:])
	}
	return out
}

// compareSomeDigests settles what fits into one exchange.
func (m *comparison) compareSomeDigests(ctx context.Context, keys []*candidate) error {
	keys, err := m.digests.eligible(ctx, m.pair, keys)
	if err != nil || len(keys) == 0 {
		return err
	}
	answers := m.digests.ask(m.pair, keys)
	more := besides{pair: m.pair, expiry: m.expiry, keys: keys}
	for i := range keys {
		more.ask(i)
	}
	if err := m.pair.Exec(ctx); err != nil {
		return err
	}
	for i, same := range answers() {
		if same && more.read(i) == nil && m.sameExpiry(keys[i]) {
			m.conclude(keys[i], value.Diff{State: value.Same})
		}
	}
	return nil
}

// sameExpiry reports whether the expiry times of a key are no conflict: what is
// recorded of a conflict is read with the value.
func (m *comparison) sameExpiry(c *candidate) bool {
	return !m.expiry.on || !m.expiry.differ(c.times) && !m.expiry.unsure(c.times)
}
