// Package compare compares batches of keys. It knows nothing of rounds.
//
// A batch is compared in phases (phases.go). Each candidate, which is a key under
// comparison, needs one step at a time; a phase takes all candidates that need its
// step, asks both sides in one exchange, and says what each needs next. How two
// values are compared is a strategy, one for each mode.
package compare

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Comparer compares batches of keys. It holds what its workers share.
type Comparer struct {
	options Options
	sides   [2]*redis.Deployment
	way     *digestWay // by which values are compared first; nil: they are read
	hints   *hints
	parts   atomic.Int64 // the number of the last Part
	slice   func(most int) int
}

// New returns a comparer of two deployments.
func New(o Options, source, target *redis.Deployment) *Comparer {
	return &Comparer{options: o, sides: [2]*redis.Deployment{source, target}, hints: newHints(),
		slice: func(most int) int { return most }}
}

// SliceBy has a function say about how many keys, at least one and at most so many,
// one exchange may be. It is asked again for each.
func (c *Comparer) SliceBy(slice func(most int) int) { c.slice = slice }

// Batch is a number of keys of one database: new ones, or what an earlier round
// found.
type Batch struct {
	DB       int
	Keys     []string
	Suspects []Conflict // instead of Keys
	Pass     Pass
	Origins  []int   // TargetOnly: all source databases that the keys may come from; DB is one of them
	Expires  Expires // in the database and its counterpart
}

// Pass is how the keys of a batch are compared.
type Pass int

// The passes.
const (
	AsUsual    Pass = iota
	ExpiryOnly      // once more: what differs in its time of expiry is compared
	OnceMore        // once more: all is compared
	TargetOnly      // Keys are names on the target: those are looked for that the source lacks
)

// Expires says whether keys and fields of hashes expire on either side.
type Expires struct{ Keys, Fields redis.Truth }

// Worker compares one batch at a time, over connections of its own.
type Worker struct {
	*Comparer
	pair     *redis.Pair
	strategy strategy
	digests  *digestFilter  // nil: values are read
	send     func(Findings) // to the store
	memory   []candidate    // of the batch before
	order    []*candidate   // the same
}

// Worker returns a worker that asks over a pair of pipelines and hands its
// findings to send.
func (c *Comparer) Worker(pair *redis.Pair, send func(Findings)) *Worker {
	return &Worker{Comparer: c, pair: pair, strategy: c.strategy(), digests: c.digestFilter(), send: send}
}

// Close closes the worker's connections.
func (w *Worker) Close() { w.pair.Close() }

// comparison is the comparison of one batch.
type comparison struct {
	*Worker
	results
	expiry expiry
}

// Compare compares a batch and sends what it finds. The counts are right also
// after an error.
func (w *Worker) Compare(ctx context.Context, b Batch) (Counts, error) {
	dbs := [2]int{b.DB, w.options.DBMap.Target(b.DB)}
	for i, side := range w.pair.Sides() {
		side.Use(dbs[i])
	}
	m := &comparison{Worker: w, results: w.results(b), expiry: w.expiry(b.Expires)}
	err := m.compare(ctx, b)
	w.pair.Rest()
	m.passOn()
	return m.counts.whole(), err
}

func (m *comparison) compare(ctx context.Context, b Batch) error {
	switch {
	case b.Suspects != nil:
		return m.settle(ctx, m.suspects(b.Suspects))
	case b.Pass == TargetOnly:
		return m.targetOnly(ctx, b)
	}
	keys := m.candidates(b.Keys)
	if b.Pass != AsUsual {
		return m.compareAgain(ctx, keys, b.Pass)
	}
	rest, err := m.probeFamilies(ctx, keys)
	if err != nil {
		return err
	}
	for _, c := range rest {
		c.next = m.firstStep(c)
	}
	return m.settle(ctx, rest)
}

// candidates makes candidates of keys. Their memory is that of the batch before.
func (w *Worker) candidates(keys []string) []*candidate {
	w.memory = slices.Grow(w.memory[:0], len(keys))[:len(keys)]
	w.order = w.order[:0]
	for i, k := range keys {
		c := &w.memory[i]
		*c = candidate{key: w.options.KeyMap.Pair(k)}
		c.assume(w.hints)
		w.order = append(w.order, c)
	}
	return w.order
}

// compareAgain looks at keys that were compared while expiry was left out.
func (m *comparison) compareAgain(ctx context.Context, keys []*candidate, p Pass) error {
	for _, c := range keys {
		if c.next = m.readStep(c); p == ExpiryOnly && m.expiry.on {
			c.next = needTimes
		}
	}
	return m.settle(ctx, keys)
}

// probeFamilies settles one key of each family of which nothing is known, and
// tells the other keys what came of that: their type need not be asked for then,
// and how much to read at once is known. It returns them.
func (m *comparison) probeFamilies(ctx context.Context, keys []*candidate) (rest []*candidate, err error) {
	if !m.options.Mode.ReadsValues() {
		return keys, nil
	}
	met := map[uint64]bool{}
	first, rest := divide(keys, func(c *candidate) bool {
		if c.family != nil {
			return false
		}
		name, _ := familyName(c.key[0])
		again := met[name]
		met[name] = true
		return !again
	})
	if len(first) == 0 {
		return rest, nil
	}
	for _, c := range first {
		c.next = m.readStep(c)
	}
	if err := m.settle(ctx, first); err != nil {
		return nil, err
	}
	for _, c := range rest {
		c.assume(m.hints)
	}
	return rest, nil
}
