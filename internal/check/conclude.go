package check

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/judge"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// burst is how long keys that differ after the last round are looked at to see
// whether they stand still; less where rounds follow each other faster.
const burst = 500 * time.Millisecond

// patience is how long a verdict may take after the last round, besides several
// times the lag.
const patience = 15 * time.Second

// newJudge returns the judge of a run and what closes it.
func (c *Check) newJudge() (j *judge.Judge, done func()) {
	pair := &redis.Pair{Source: c.Source.Pipeline().Govern(c.meters[0]), Target: c.Target.Pipeline().Govern(c.meters[1])}
	pair.Share(c.budget)
	return judge.New(pair, judge.Options{
		Grace:    cmp.Or(c.Options.Grace, c.Options.Interval),
		Burst:    min(burst, c.Options.Interval),
		Patience: max(patience, c.Options.UntilSettled),
		What:     c.what(),
		Take:     c.keys.Take,

		TTLTolerance: c.Options.TTLTolerance,
	}), pair.Close
}

// what is how much of a key is compared.
func (c *Check) what() judge.What {
	switch c.Options.Mode {
	case compare.Length:
		return judge.Lengths
	case compare.Exists:
		return judge.Presence
	}
	return judge.Contents
}

// maxJudgedFields bounds the differing fields of all keys that are judged.
const maxJudgedFields = 100_000

// judgeable reports whether what a round left open is little enough.
func judgeable(s Summary) bool {
	return 0 < s.KeyCount() && s.KeyCount() <= judge.MaxSuspects && s.FieldCount() <= maxJudgedFields
}

// few reports whether conflicts are few enough to be judged.
func few(all []compare.Conflict) bool {
	fields := 0
	for _, c := range all {
		fields += len(c.Fields)
	}
	return len(all) <= judge.MaxSuspects && fields <= maxJudgedFields
}

// witness looks at the suspects that a round left open, before the next one compares
// them, for the verdict after the last one.
func (c *Check) witness(ctx context.Context, round int, s Summary) error {
	if round == 0 || !judgeable(s) { // what a recheck begins with is old
		return nil
	}
	var all []compare.Conflict
	for s, err := range c.Store.Suspects(ctx, round) {
		if err != nil {
			return err
		}
		if s.Kind != "" {
			all = append(all, s)
		}
	}
	c.judge.Watch(c.asSuspects(all))
	if len(all) < c.open {
		c.judge.Moved()
	}
	c.open = len(all)
	return c.judge.Look(ctx)
}

func (c *Check) asSuspects(all []compare.Conflict) []judge.Suspect {
	out := make([]judge.Suspect, 0, len(all))
	for _, s := range all {
		out = append(out, judge.Suspect{
			DB:     [2]int{s.DB, c.Options.DBMap.Target(s.DB)},
			Key:    c.Options.KeyMap.Pair(s.Key),
			Type:   s.Type,
			Kind:   s.Kind,
			Fields: s.Fields,
			Cut:    s.More > 0 || s.Part != 0,
			Never:  s.Facts[0].Expiry.MS == compare.NeverExpires || s.Facts[1].Expiry.MS == compare.NeverExpires,
		})
	}
	return out
}

// attemptsToSettle is how often keys are compared once more that are not what they
// were.
const attemptsToSettle = 3

// conclude judges what the last round found, and writes down what remains.
func (c *Check) conclude(ctx context.Context, h *holdBack) (err error) {
	defer func() { // what has no verdict remains a conflict
		err = errors.Join(err, h.release(context.WithoutCancel(ctx)))
	}()
	start := time.Now()
	defer func() { c.settled.Took = time.Since(start) }()
	if err := c.passUnjudged(ctx, h); err != nil {
		return err
	}
	for range attemptsToSettle {
		open := h.list()
		if len(open) == 0 || !few(open) {
			return nil
		}
		c.judge.Watch(c.asSuspects(open))
		if len(open) < c.open {
			c.judge.Moved()
		}
		if err := c.judge.Settle(ctx); err != nil {
			return err
		}
		again, err := c.sentence(ctx, h, c.judge.Verdicts())
		if err != nil {
			return err
		}
		if len(again) == 0 {
			break
		}
		if err := c.compare(ctx, c.inBatches(again), h.add); err != nil {
			return err
		}
		if err := c.asSeen(ctx, h, again); err != nil {
			return err
		}
	}
	slices.Sort(c.settled.Lags)
	c.settled.Histogram = c.settled.histogram()
	return nil
}

// passUnjudged writes down the conflicts of which fields were handed over before.
func (c *Check) passUnjudged(ctx context.Context, h *holdBack) error {
	var f compare.Findings
	for _, open := range h.list() {
		if open.Part != 0 {
			h.take(open.DB, open.Key)
			open.Evidence = compare.Evidence{State: compare.Seen, How: compare.ByComparison}
			f.Conflicts = append(f.Conflicts, open)
		}
	}
	if f.Empty() {
		return nil
	}
	return c.Store.Add(ctx, f)
}

// asSeen writes those conflicts down that differ once more and that cannot be judged
// by what was seen of them.
func (c *Check) asSeen(ctx context.Context, h *holdBack, again []compare.Conflict) error {
	var f compare.Findings
	for _, was := range again {
		now, differs := h.conflicts[heldKey{was.DB, was.Key}]
		switch {
		case !differs:
			c.settled.Late++
		case c.judge.Judges(c.asSuspects([]compare.Conflict{now})[0]):
			continue
		default:
			h.take(now.DB, now.Key)
			now.Evidence = compare.Evidence{State: compare.Seen, How: compare.ByComparison}
			f.Conflicts = append(f.Conflicts, now)
		}
	}
	if f.Empty() {
		return nil
	}
	return c.Store.Add(ctx, f)
}

// inBatches makes work of conflicts, which are ordered by database.
func (c *Check) inBatches(all []compare.Conflict) batches {
	return batchesOf(c.tuning.Batch, func(yield func(compare.Conflict, error) bool) {
		for _, s := range all {
			if !yield(s, nil) {
				return
			}
		}
	})
}
