// Package judge looks at keys that were found to differ until it is known whether
// they are late or lost.
//
// It reads the parts that differ on both sides, again and again, and keeps what it
// saw as digests (package witness). Keys that stand still are looked at now and
// then; those that move as often as the limits on load allow, since only then is it
// seen that the target goes through the source's contents.
package judge

import (
	"context"
	"slices"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/witness"
)

// Options are how long keys are looked at.
type Options struct {
	Grace    time.Duration // how long a key has to stand still at least, where anything moves
	Burst    time.Duration // how long keys are looked at, even if nothing moves
	Patience time.Duration // how long at most, besides several times the lag
	What     What          // is compared
	// Take waits until so many keys may be read; nil: at once.
	Take func(ctx context.Context, keys float64) error
	// TTLTolerance is by how much two moments of expiry may differ.
	TTLTolerance time.Duration
}

// What is how much of a key is compared.
type What int

// The choices.
const (
	Contents What = iota
	Lengths
	Presence
)

// MaxSuspects is how many keys are judged in a run. What is kept of them takes a
// few dozen megabytes at most.
const MaxSuspects = 10_000

// Judge judges the suspects of one run.
type Judge struct {
	Options
	pair    *redis.Pair
	watched map[id]*watched
	order   []*watched
	lag     time.Duration // the largest that was witnessed, or the least that it can be
	moved   bool          // something changed while it was looked at
	focus   int           // parts that are looked at as often as possible
}

// New returns a judge that reads by a pair of pipelines. The caller closes it.
func New(pair *redis.Pair, o Options) *Judge {
	return &Judge{Options: o, pair: pair, watched: map[id]*watched{}}
}

// Watch sets the suspects. What was seen of those that were suspects before stays
// known.
func (j *Judge) Watch(suspects []Suspect) {
	before := j.watched
	j.watched, j.order, j.focus = make(map[id]*watched, len(suspects)), nil, 0
	for _, s := range suspects {
		w := watch(s, probeOf(s, j.Options))
		if old := before[s.id()]; old != nil {
			w.inherit(old)
		}
		j.watched[s.id()] = w
		j.order = append(j.order, w)
	}
}

// Moved tells the judge that suspects turned out to be the same meanwhile: then a
// key that stands still for a moment may only be late.
func (j *Judge) Moved() { j.moved = true }

// Lag is the largest that was witnessed, and Grace how long a key had to stand still.
func (j *Judge) Lag() time.Duration { return j.lag }

// Look looks at all suspects once.
func (j *Judge) Look(ctx context.Context) error {
	for some := range slices.Chunk(j.order, maxBatch) {
		if err := j.look(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// asked is a suspect that is being looked at.
type asked struct {
	*watched
	open    []*part
	answers [2]answer
}

// look looks at suspects, those of one database at a time.
func (j *Judge) look(ctx context.Context, some []*watched) error {
	for len(some) > 0 {
		db := some[0].DB
		n := slices.IndexFunc(some, func(w *watched) bool { return w.DB != db })
		if n < 0 {
			n = len(some)
		}
		if err := j.lookAt(ctx, db, some[:n]); err != nil {
			return err
		}
		some = some[n:]
	}
	return nil
}

func (j *Judge) lookAt(ctx context.Context, db [2]int, some []*watched) error {
	var all []asked
	for i, side := range j.pair.Sides() {
		side.Use(db[i])
	}
	for _, w := range some {
		if !w.done() {
			a := asked{watched: w, open: w.open()}
			j.ask(&a)
			all = append(all, a)
		}
	}
	if len(all) == 0 {
		return nil
	}
	if err := j.take(ctx, len(all)); err != nil {
		return err
	}
	if err := j.pair.Exec(ctx); err != nil {
		return err
	}
	at := time.Now().Add(-j.pair.Took() / 2)
	for _, a := range all {
		j.hear(a, at)
	}
	j.pair.Rest()
	return nil
}

func (j *Judge) ask(a *asked) {
	names := make([]string, len(a.open))
	for i, p := range a.open {
		names[i] = p.name
	}
	for i, side := range j.pair.Sides() {
		a.answers[i] = a.probe.ask(side, a.Key[i], names)
	}
}

// maxErrors is how often a key may give no answer before it is left to the
// comparison.
const maxErrors = 3

// hear takes note of answers. An error is none: the key may be of another type for
// a moment.
func (j *Judge) hear(a asked, at time.Time) {
	source, errSource := a.answers[0]()
	target, errTarget := a.answers[1]()
	if errSource != nil || errTarget != nil {
		if a.errors++; a.errors == maxErrors {
			a.giveUp()
		}
		return
	}
	a.add(at, a.open, source, target)
	for _, p := range a.open {
		j.learn(p.history)
	}
}

// learn takes note of what a part tells of the replication.
func (j *Judge) learn(h *witness.History) {
	j.moved = j.moved || h.Moves > 0
	j.lag = max(j.lag, h.Lag.Least)
	if h.Lag.Precise() {
		j.lag = max(j.lag, h.Lag.Middle())
	}
}
