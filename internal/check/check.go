// Package check compares two deployments in rounds. Round 1 sweeps the source's
// keys; each later round looks again at what still differed, so that what was
// only replication lag disappears. What remains after the last round is the
// result.
//
// A round is one pipeline: batches of keys go to workers, each of which reads
// the batch from both sides at once, settles most keys by equal bytes and hands
// on what differs; one writer puts it into the Store. Numbers for those who
// watch go to Stats.
package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/judge"
	"github.com/redis-full-check/redis-full-check/internal/pace"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Check is one run.
type Check struct {
	Options        Options
	Source, Target *redis.Deployment
	Store          Store
	Stats          *Stats
	Log            *slog.Logger

	tuning   Tuning
	meters   [2]*meter // of the sides
	ended    []Round   // that are over, at most maxRounds
	comparer *compare.Comparer
	keys     *pace.Bucket // of keys; see Options.Rate
	pacer    *pace.Pacer  // nil: nobody is made room for
	volatile *volatile
	first    [2]redis.Keyspace // what the sides said of their keys when the run began
	seen     [2]redis.Keyspace // what the sides said last about their keys
	origins  map[int][]int     // of the target's databases: the source's whose keys belong there
	target   TargetSweep
	leftOut  []compare.NotCompared // by the run as a whole
	budget   *resp.Budget          // of what the workers hold
	judge    *judge.Judge
	open     int // conflicts of the last round that was over
	settled  Settled
}

// Run compares until the last round is over or nothing differs any more. It
// returns the number of rounds that took place; the last of them is the result.
// After an error the findings up to it are in the store, and prove nothing.
func (c *Check) Run(ctx context.Context) (rounds int, err error) {
	if err := c.Options.Validate(); err != nil {
		return 0, err
	}
	c.target, c.leftOut = TargetNotReached, nil
	defer c.govern(ctx)()
	if err := c.prepare(ctx); err != nil {
		return 0, err
	}
	c.sayWhatIsUntold()
	if err := c.probeState(ctx); err != nil {
		return 0, err
	}
	var done func()
	c.judge, done = c.newJudge()
	defer done()
	for round := 1; ; round++ {
		left, err := c.round(ctx, round)
		if err != nil {
			return round, err
		}
		if left == 0 || round == c.Options.Rounds {
			return round, nil
		}
		if err := c.wait(ctx); err != nil {
			return round, err
		}
	}
}

// prepare makes the choices of a run, whose limits are set.
func (c *Check) prepare(ctx context.Context) (err error) {
	c.comparer = compare.New(c.Options.compare(), c.Source, c.Target)
	c.comparer.SliceBy(c.slice)
	c.volatile = newVolatile(c.Options)
	c.Stats.begin(c.Options)
	c.budget = resp.DefaultBudget()
	if c.tuning, err = c.tune(ctx); err != nil {
		return err
	}
	if err := c.selectAll(ctx); err != nil {
		return err
	}
	return c.useDigests(ctx)
}

// useDigests has the comparer use digests, if they are wanted.
func (c *Check) useDigests(ctx context.Context) error {
	if !c.Options.Digest {
		return nil
	}
	way, err := c.comparer.UseDigests(ctx)
	if err == nil {
		c.Log.Info("values are compared by digests", "by", way)
	}
	return err
}

// Tuning is what Run chose of what the options left to it; zero if it did not come
// that far.
func (c *Check) Tuning() Tuning { return c.tuning }

// round makes one round and returns how many keys it left open.
func (c *Check) round(ctx context.Context, n int) (left int64, err error) {
	if err := c.Store.BeginRound(ctx, n); err != nil {
		return 0, fmt.Errorf("begin round %d: %w", n, err)
	}
	if err := c.look(ctx, n); err != nil {
		return 0, err // the round stays open: what it found is not all there is
	}
	if err := c.addState(ctx); err != nil {
		return 0, err
	}
	always := context.WithoutCancel(ctx)
	if err := c.Store.EndRound(always); err != nil {
		return 0, fmt.Errorf("end round %d: %w", n, err)
	}
	s, err := c.Store.Summary(always, n)
	if err != nil {
		return 0, fmt.Errorf("sum up round %d: %w", n, err)
	}
	c.Stats.endRound()
	c.note(s)
	left = s.KeyCount() + s.Unverified + s.State
	c.Log.Info("round done", "round", n, "conflicts", s.KeyCount(), "fields", s.FieldCount(), "unverified", s.Unverified)
	return left, nil
}

// maxRounds bounds the memory of a run of very many rounds: more are not recorded.
const maxRounds = 10_000

// note records the round that is over. What the store counted goes before what the
// workers did, who meet keys again that SCAN repeats.
func (c *Check) note(s Summary) {
	r := c.Stats.Snapshot().asRound()
	r.Conflicts, r.Fields, r.Unverified = s.KeyCount(), s.FieldCount(), s.Unverified
	if len(c.ended) < maxRounds {
		c.ended = append(c.ended, r)
	}
}

// look looks at all that a round has to look at.
func (c *Check) look(ctx context.Context, round int) error {
	if _, err := c.see(ctx); err != nil {
		return err
	}
	if c.sweeps(round) {
		if err := c.selectAll(ctx); err != nil { // databases may have been added
			return err
		}
		if err := c.lookAtSource(ctx); err != nil {
			return err
		}
		return c.lookAtTarget(ctx)
	}
	s, err := c.Store.Summary(ctx, round-1)
	if err != nil {
		return fmt.Errorf("sum up round %d: %w", round-1, err)
	}
	c.Stats.beginRound(round, s.KeyCount()+s.Unverified, c.Source.Server())
	if err := c.witness(ctx, round-1, s); err != nil {
		return err
	}
	if round > 1 && round == c.Options.Rounds && judgeable(s) {
		return c.lastLook(ctx, round)
	}
	if err := c.compare(ctx, c.suspects(ctx, round-1), c.Store.Add); err != nil {
		return err
	}
	return c.settle(ctx, round, c.Store.Add)
}

// lastLook makes the last round, and judges what it finds.
func (c *Check) lastLook(ctx context.Context, round int) error {
	h := newHoldBack(c.Store)
	err := c.compare(ctx, c.suspects(ctx, round-1), h.add)
	if err == nil {
		err = c.settle(ctx, round, h.add)
	}
	if err != nil {
		return errors.Join(err, h.release(context.WithoutCancel(ctx)))
	}
	if err := c.conclude(ctx, h); err != nil {
		return err
	}
	return c.settle(ctx, round, c.Store.Add) // data may have been lost meanwhile, or expiry have begun
}

// sweeps reports whether a round looks at all keys.
func (c *Check) sweeps(round int) bool { return round == 1 && !c.Options.Recheck }

// tries is how often a side is swept that gives fewer keys than it promised.
const tries = 3

// lookAtSource begins the first round: it sweeps the source until it gave as many
// keys as it promised.
func (c *Check) lookAtSource(ctx context.Context) error {
	dbs := c.databases()
	for n := 1; ; n++ {
		c.Stats.beginRound(1, cmp.Or(c.seen[0].Keys(dbs), c.Source.Server().Keys(dbs)), c.Source.Server())
		before, s := c.seen[0], c.survey(0, dbs)
		if err := c.compare(ctx, s.batches(ctx), c.Store.Add); err != nil {
			return err
		}
		if err := c.settle(ctx, 1, c.Store.Add); err != nil {
			return err
		}
		again, err := c.unkept(s, before)
		if !again || n == tries {
			return err
		}
		c.Log.Warn("the source is swept again: keys are missing, or a database was flushed", "error", err)
	}
}

// wait lets the interval between two rounds pass.
func (c *Check) wait(ctx context.Context) error {
	c.Stats.update(func(s *Snapshot) { s.Waiting, s.Resumes = true, time.Now().Add(c.Options.Interval) })
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(c.Options.Interval):
		return nil
	}
}
