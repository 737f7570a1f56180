package check

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// see reads what both sides say about their keys now. It returns in which
// databases more expires than was known, and how to make up for it.
func (c *Check) see(ctx context.Context) (map[int]compare.Pass, error) {
	facts, err := c.ask(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.kept(facts); err != nil {
		return nil, err
	}
	if c.seen = facts; c.first[0].Nodes == nil {
		c.first = facts
	}
	missed := map[int]compare.Pass{}
	for _, db := range c.databases() {
		to := c.Options.DBMap.Target(db)
		now := compare.Expires{
			Keys:   either(facts[0].KeysExpire(db), facts[1].KeysExpire(to)),
			Fields: either(facts[0].FieldsExpire(db), facts[1].FieldsExpire(to)),
		}
		if p := c.volatile.learn(db, now); p != compare.AsUsual {
			missed[db] = p
		}
	}
	return missed, nil
}

// kept is an error if a side lost data since its facts were seen last.
func (c *Check) kept(now [2]redis.Keyspace) error {
	from := c.databases()
	to := make([]int, len(from))
	for i, db := range from {
		to[i] = c.Options.DBMap.Target(db)
	}
	return errors.Join(kept("source", c.seen[0], now[0], from), kept("target", c.seen[1], now[1], to))
}

// unkept reports whether a side has to be swept again: it gave fewer keys than it
// held, which is an error if that is so time and again, or databases were
// flushed meanwhile, perhaps to be filled anew.
func (c *Check) unkept(s *survey, before redis.Keyspace) (again bool, err error) {
	if !s.Narrowed() { // else the servers leave keys out
		err = short(s, before, c.seen[s.side])
	}
	return err != nil || flushed(before, c.seen[s.side]), err
}

// held is how many keys both sides held when the run ended, in the databases that
// were to be looked at. It is false if one of them does not count its keys or
// held another number when the run began: two numbers that move cannot be told
// apart from two that differ.
func (c *Check) held() (keys [2]int64, still bool) {
	for i, wants := range []func(int) bool{c.Options.Wants, c.Options.WantsTarget} {
		before, counted := heldIn(c.first[i], wants)
		now, counts := heldIn(c.seen[i], wants)
		if !counted || !counts || before != now {
			return keys, false
		}
		keys[i] = now
	}
	return keys, true
}

func heldIn(k redis.Keyspace, wants func(int) bool) (keys int64, counted bool) {
	for _, n := range k.Nodes {
		if !n.Counts {
			return 0, false
		}
		for db, held := range n.DBs {
			if n.Swept && wants(db) {
				keys += held.Keys
			}
		}
	}
	return keys, len(k.Nodes) > 0
}

// ask asks both sides at the same time.
func (c *Check) ask(ctx context.Context) (facts [2]redis.Keyspace, err error) {
	g, ctx := errgroup.WithContext(ctx)
	for i, side := range []*redis.Deployment{c.Source, c.Target} {
		g.Go(func() (err error) {
			facts[i], err = side.Keyspace(ctx)
			return err
		})
	}
	return facts, g.Wait()
}

// settle ends a round's comparison: where something expires at its end that did
// not at its beginning, it looks at the keys again. What a round calls equal was
// so when the key was looked at last.
func (c *Check) settle(ctx context.Context, round int, into sink) error {
	for {
		missed, err := c.see(ctx)
		if err != nil || len(missed) == 0 {
			return err
		}
		c.Log.Info("expiry began in the middle of the round: its keys are looked at again", "round", round, "databases", len(missed))
		if err := c.compare(ctx, c.missed(ctx, round, missed), into); err != nil {
			return err
		}
	}
}

// missed is a round's work once more, in the given databases.
func (c *Check) missed(ctx context.Context, round int, in map[int]compare.Pass) batches {
	var dbs []int
	for _, db := range c.databases() {
		if in[db] != compare.AsUsual {
			dbs = append(dbs, db)
		}
	}
	sweep := c.survey(0, dbs)
	sweep.late = true
	work := sweep.batches(ctx)
	if !c.sweeps(round) {
		work = c.suspects(ctx, round-1)
	}
	return func(yield func(compare.Batch, error) bool) {
		for b, err := range work {
			b.Pass = in[b.DB]
			if (err != nil || b.Pass != compare.AsUsual) && !yield(b, err) {
				return
			}
		}
	}
}
