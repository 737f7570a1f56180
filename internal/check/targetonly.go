package check

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// TargetSweep tells whether a run looked for keys that only the target has.
type TargetSweep string

// What became of it.
const (
	TargetNotReached TargetSweep = "not reached" // the run ended before
	TargetSwept      TargetSweep = "swept"       // the target's keys were looked up on the source
	TargetProved     TargetSweep = "proved"      // not needed: the counts prove that there are no such keys
	TargetLeftOut    TargetSweep = "left out"    // a one-way run, or NotCompared says why
)

// lookAtTarget looks for keys that only the target has, after the source's keys were
// compared.
func (c *Check) lookAtTarget(ctx context.Context) error {
	switch {
	case c.Stats.Snapshot().Scanned == 0 && c.seen[0].Keys(c.databases()) == 0:
		return nil // two exchanged addresses are more likely than a target with too many keys
	case c.Options.OneWay:
		c.target = TargetLeftOut
		return nil
	case !c.Options.KeyMap.Invertible():
		c.leaveTargetOut("--keymap cannot be read backwards: it does more than replace the beginning of names")
		return nil
	case c.noneOnTarget():
		c.target = TargetProved
		return nil
	}
	if err := c.Target.SweepRefusal(); err != nil {
		c.leaveTargetOut(err.Error())
		return nil
	}
	dbs, err := c.targets(ctx)
	if err != nil {
		return err
	}
	if err = c.sweepTarget(ctx, dbs); err == nil {
		c.target = TargetSwept
	}
	return err
}

// leaveTargetOut notes why nobody looked for keys that only the target has.
func (c *Check) leaveTargetOut(why string) {
	c.target = TargetLeftOut
	c.leftOut = append(c.leftOut, compare.NotCompared{What: "keys that only the target has", Side: "target", Why: why})
}

// noneOnTarget reports whether the counts prove that the target has no keys of its
// own: nothing expires, nothing was written since the run began, and the target holds
// as many keys as were found there. A key that was counted as missing twice only makes the proof
// fail.
func (c *Check) noneOnTarget() bool {
	o, now := c.Options, c.Stats.Snapshot()
	if o.Filter != nil || o.Types != nil || o.DBMap != nil || o.KeyMap != nil || now.Unverified > 0 {
		return false
	}
	held, still := c.held()
	if !still || held[1] != held[0]-now.missing() || written(c.first[0], c.seen[0]) || written(c.first[1], c.seen[1]) {
		return false
	}
	for i, k := range c.seen {
		for _, db := range slices.Concat(c.first[i].Numbers(), k.Numbers()) {
			if k.KeysExpire(db) != redis.No || c.first[i].KeysExpire(db) != redis.No {
				return false
			}
		}
	}
	return true
}

// written reports whether a deployment's data changed between two moments, as far as
// is known.
func written(before, after redis.Keyspace) bool {
	return slices.ContainsFunc(before.Nodes, func(a redis.NodeKeys) bool {
		b, found := after.Of(a.Node)
		return !found || a.RunID != b.RunID || a.Written == "" || a.Written != b.Written
	})
}

// targets lists the target's databases whose keys are looked up on the source.
func (c *Check) targets(ctx context.Context) (dbs []int, err error) {
	for _, db := range c.databases() {
		dbs = append(dbs, c.Options.DBMap.Target(db))
	}
	dbs = slices.Concat(dbs, c.Target.Server().Numbers(), c.seen[1].Numbers())
	slices.Sort(dbs)
	dbs = slices.Compact(dbs)
	c.origins = map[int][]int{}
	for _, db := range dbs {
		if c.origins[db], err = c.originsOf(ctx, db); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(dbs, func(db int) bool { return len(c.origins[db]) == 0 }), nil
}

// originsOf lists the source's databases whose keys belong into one of the target.
func (c *Check) originsOf(ctx context.Context, target int) ([]int, error) {
	all := c.Options.Origins(target, c.databases())
	var reached []int
	var missing redis.NoDatabase
	for _, db := range all {
		err := c.Source.Select(ctx, []int{db})
		switch {
		case err == nil:
			reached = append(reached, db)
		case !errors.As(err, &missing):
			return nil, err
		}
	}
	if len(all) > 0 && len(reached) == 0 {
		c.leftOut = append(c.leftOut, compare.NotCompared{What: "keys of the target's database " + strconv.Itoa(target), Side: "target",
			Why: "the source: " + missing.Error()})
	}
	return reached, nil
}

// sweepTarget looks the target's keys up on the source, until the target gave as
// many as it promised.
func (c *Check) sweepTarget(ctx context.Context, dbs []int) error {
	for n := 1; ; n++ {
		c.Stats.beginTarget()
		before, s := c.seen[1], c.survey(1, dbs)
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
		c.Log.Warn("the target is swept again: keys are missing, or a database was flushed", "error", err)
	}
}
