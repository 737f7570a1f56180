package check

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// stateKind is something besides keys that is compared as a whole.
type stateKind struct {
	name, plural string
	read         func(*redis.Deployment, context.Context) (redis.State, error)
	alike        func(a, b redis.Server) bool // contents that differ prove a difference
}

// stateKinds lists what is compared besides keys.
func (o Options) stateKinds() []stateKind {
	always := func(_, _ redis.Server) bool { return true }
	kinds := []stateKind{{"function", "functions", (*redis.Deployment).Functions, always}}
	if o.ACL {
		kinds = append(kinds, stateKind{"user", "users", (*redis.Deployment).Users, redis.UsersAlike})
	}
	return kinds
}

// probeState finds out, before the run, what of the servers' state can be read.
func (c *Check) probeState(ctx context.Context) error {
	for _, side := range []*redis.Deployment{c.Source, c.Target} {
		if err := side.ProbeState(ctx, c.Options.ACL); err != nil {
			return err
		}
	}
	return nil
}

// addState writes down how the servers differ besides keys.
func (c *Check) addState(ctx context.Context) error {
	f, err := c.compareState(ctx)
	if err != nil || f.Empty() {
		return err
	}
	if err := c.Store.Add(ctx, f); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	return nil
}

// compareState compares what the servers hold besides keys.
func (c *Check) compareState(ctx context.Context) (compare.Findings, error) {
	all := compare.Findings{NotCompared: slices.Concat(c.memberExpiry(), c.unreachable(), c.leftOut)}
	for _, kind := range c.Options.stateKinds() {
		f := c.compareKind(ctx, kind)
		all.State = append(all.State, f.State...)
		all.NotCompared = append(all.NotCompared, f.NotCompared...)
	}
	return all, ctx.Err()
}

func (c *Check) compareKind(ctx context.Context, kind stateKind) (f compare.Findings) {
	var sides [2]redis.State
	var failed [2]error
	for i, d := range []*redis.Deployment{c.Source, c.Target} {
		if sides[i], failed[i] = kind.read(d, ctx); failed[i] != nil {
			c.Log.Debug("not compared", "what", kind.plural, "side", compare.SideName(i), "error", failed[i])
		}
	}
	if f.NotCompared = unread(kind.plural, failed); f.NotCompared != nil {
		return f
	}
	names := slices.Concat(sides[0].Names(), sides[1].Names())
	slices.Sort(names)
	comparable := kind.alike(c.Source.Server(), c.Target.Server())
	for _, name := range slices.Compact(names) {
		switch what := stateDifference(sides, name); {
		case what == "":
		case what == contentsDiffer && !comparable:
			f.NotCompared = append(f.NotCompared,
				compare.NotCompared{What: kind.name + " " + name, Side: "both", Why: "the two servers' versions write it differently"})
		default:
			f.State = append(f.State, compare.StateDifference{Kind: kind.name, Name: name, Difference: what})
		}
	}
	return f
}

const contentsDiffer = "differs"

// stateDifference says how two sides differ in a name, "" if they do not.
func stateDifference(sides [2]redis.State, name string) string {
	source, target := sides[0], sides[1]
	switch {
	case source.Mixed(name):
		return "not the same on all nodes of the source"
	case target.Mixed(name):
		return "not the same on all nodes of the target"
	case !target.Has(name):
		return "on the source only"
	case !source.Has(name):
		return "on the target only"
	case !source.Same(target, name):
		return contentsDiffer
	}
	return ""
}
