package check

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
	// fit divides keys into those whose digests may be asked for and the rest.
	fit(ctx context.Context, p *redis.Pair, looks []*look) (fit, rest []*look, err error)
	// queue asks for the digests of keys. The function that it returns is called
	// after Exec, and notes which of them are proved to be the same.
	queue(p *redis.Pair, looks []*look) (after func())
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

// chooseDigests finds a way that both sides have. Nobody is asked about it in a
// run without digests: DEBUG and EVAL alarm those who watch over servers.
func (c *Check) chooseDigests(ctx context.Context) error {
	if !c.Options.Digest {
		return nil
	}
	for _, side := range []*redis.Deployment{c.Source, c.Target} {
		if err := side.Probe(ctx, digestCalls()); err != nil {
			return err
		}
	}
	for _, way := range digestWays() {
		if way.can(c.Source) && way.can(c.Target) {
			c.digests = &way
			c.Log.Info("values are compared by digests", "by", way.name)
			return nil
		}
	}
	return fmt.Errorf("--digest: no way to have both sides compute digests: the source %s; the target %s; "+
		"allow EVAL (or DEBUG) on both, or leave --digest out", refusals(c.Source), refusals(c.Target))
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

// prover settles keys by digests.
type prover struct {
	digester
	scores bool // both sides print scores alike, so that sorted sets can be digested
}

// prover returns what a worker proves by; nil if it reads all values.
func (c *Check) prover() *prover {
	if c.digests == nil {
		return nil
	}
	return &prover{c.digests.start(c.Source, c.Target), redis.ScoresAlike(c.Source.Server(), c.Target.Server())}
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
func (l *look) work() int64 {
	size := l.family.expected()
	switch {
	case l.typ != value.String():
		return size * elementWork
	case size >= value.PageBytes: // no more of it was ever read at once
		return maxDigest
	}
	return size
}

// digests reports whether digests of a type prove something: those of streams
// leave the groups out, those of modules anything.
func (p *prover) digests(t value.Type) bool {
	switch t {
	case value.String(), value.List(), value.Hash(), value.Set():
		return true
	case value.ZSet():
		return p.scores
	}
	return false
}

// suits reports whether a digest of a key is worth its price, by what is known
// of values like its.
func (p *prover) suits(l *look) bool {
	return p.digests(l.typ) && l.family.seen.Load() > 0 && l.family.size.Load() >= minDigest && l.work() <= digestExchange
}

// prove settles the keys whose digests and expiry are the same on both sides.
// It returns the others.
func (w *worker) prove(ctx context.Context, looks []*look) (rest []*look, err error) {
	fit, rest := divide(looks, func(l *look) bool {
		return l.family != nil && !w.untyped(l) && w.prover.suits(l)
	})
	rest = slices.Clip(rest) // what is added must not reach beyond the batch
	for _, part := range portions(fit, len(fit), digestExchange) {
		more, err := w.proveSome(ctx, part)
		if err != nil {
			return nil, err
		}
		rest = append(rest, more...)
	}
	return rest, nil
}

// portions divides keys into portions of a number of keys and of some work at
// most, but of at least one key.
func portions(looks []*look, most int, work int64) [][]*look {
	var out [][]*look
	var sum int64
	first := 0
	for i, l := range looks {
		more := l.work()
		if i > first && (i-first == most || sum+more > work) {
			out, first, sum = append(out, looks[first:i:i]), i, 0
		}
		sum += more
	}
	if first < len(looks) {
		out = append(out, looks[first:])
	}
	return out
}

// proveSome settles what fits into one exchange.
func (w *worker) proveSome(ctx context.Context, looks []*look) (rest []*look, err error) {
	looks, rest, err = w.prover.fit(ctx, w.pair, looks)
	if err != nil || len(looks) == 0 {
		return rest, err
	}
	after := w.prover.queue(w.pair, looks)
	if w.expiry.on {
		for _, l := range looks {
			w.expiry.queue(w.pair, l)
		}
	}
	if err := w.pair.Exec(ctx); err != nil {
		return nil, err
	}
	after()
	for _, l := range looks {
		if l.proved && w.sameExpiry(l) {
			w.conclude(l, value.Diff{State: value.Same})
		} else {
			rest = append(rest, l)
		}
	}
	return rest, nil
}

// sameExpiry reports whether a key is there on both sides, with expiry times
// that are no conflict: what is written down of a conflict is read with the value.
func (w *worker) sameExpiry(l *look) bool {
	if !w.expiry.on {
		return true
	}
	var err error
	if l.times, err = w.expiry.read(w.pair, l); err != nil {
		return false
	}
	differ := w.expiry.differ(l.times)
	return !differ && !w.expiry.unsure(l.times)
}
