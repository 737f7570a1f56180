package check

import (
	"context"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/judge"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// judged is what verdicts make of conflicts.
type judged struct {
	compare.Findings
	late     []compare.Conflict
	suspects []judge.Suspect    // the late ones, as they were judged
	again    []compare.Conflict // without a verdict
}

// sentence writes the verdicts down. It returns the conflicts without one.
func (c *Check) sentence(ctx context.Context, h *holdBack, verdicts []judge.Verdict) (again []compare.Conflict, err error) {
	var j judged
	for _, v := range verdicts {
		if conflict, ok := h.take(v.DB[0], v.Key[0]); ok {
			j.add(conflict, v)
		}
		if v.Lag.Known() {
			c.settled.Lags = append(c.settled.Lags, v.Lag.Middle())
		}
	}
	lost, err := c.lostExpiry(ctx, j.late, j.suspects)
	if err != nil {
		return nil, err
	}
	c.settled.Lag = c.judge.Lag()
	c.settled.Late += len(j.late) - len(lost)
	c.settled.Unsettled += len(j.Unverified)
	j.Conflicts = append(j.Conflicts, lost...)
	slices.SortFunc(j.Conflicts, compareConflicts)
	slices.SortFunc(j.again, compareConflicts)
	if j.Empty() {
		return j.again, nil
	}
	return j.again, c.Store.Add(ctx, j.Findings)
}

// add notes what a verdict makes of a conflict.
func (j *judged) add(conflict compare.Conflict, v judge.Verdict) {
	switch v.Finding {
	case judge.Late:
		j.Dropped = appendPart(j.Dropped, conflict)
		j.late, j.suspects = append(j.late, conflict), append(j.suspects, v.Suspect)
	case judge.Confirmed:
		j.Conflicts = append(j.Conflicts, confirmed(conflict, v))
	case judge.Unsettled:
		j.Dropped = appendPart(j.Dropped, conflict)
		j.Unverified = append(j.Unverified, unsettled(conflict, v))
	case judge.Unclear:
		j.again = append(j.again, conflict)
	}
}

// lostExpiry finds the keys that expire on one side only among those whose values
// follow: their expiry was not compared, since their values differed.
func (c *Check) lostExpiry(ctx context.Context, late []compare.Conflict, suspects []judge.Suspect) (lost []compare.Conflict, err error) {
	if !c.Options.comparesExpiry() {
		return nil, nil
	}
	was := map[heldKey]compare.Conflict{}
	for _, conflict := range late {
		was[heldKey{conflict.DB, conflict.Key}] = conflict
	}
	may := slices.DeleteFunc(slices.Clone(suspects), func(s judge.Suspect) bool { return c.volatile.of(s.DB[0]).Keys == redis.No })
	found, err := c.judge.ExpireOnOneSide(ctx, may)
	for _, o := range found {
		lost = append(lost, withoutExpiry(was[heldKey{o.DB[0], o.Key[0]}], o))
	}
	return lost, err
}

// withoutExpiry is the conflict of a key whose value follows, and that expires on one
// side only.
func withoutExpiry(was compare.Conflict, o judge.OneSided) compare.Conflict {
	size := max(was.Len[0], was.Len[1])
	c := compare.Conflict{DB: was.DB, Key: was.Key, TargetKey: was.TargetKey, Type: was.Type, Kind: value.TTL, Len: [2]int64{size, size},
		Evidence: compare.Evidence{State: compare.Confirmed, How: compare.ByReads}}
	for i, ttl := range o.TTL {
		c.Facts[i].Expiry = compare.Expiry{Form: compare.ExpiresIn, MS: ttl}
	}
	return c
}

func appendPart(parts []int64, c compare.Conflict) []int64 {
	if c.Part == 0 {
		return parts
	}
	return append(parts, c.Part)
}

// confirmed is a conflict with its evidence. Of its fields only those remain that
// are confirmed, too: the others follow.
func confirmed(c compare.Conflict, v judge.Verdict) compare.Conflict {
	if len(v.Fields) > 0 {
		c.Fields = v.Fields
	}
	c.Evidence = compare.Evidence{State: compare.Confirmed, First: v.First, Last: v.Last, Looks: v.Looks, Stood: v.Stood,
		How: compare.ByReads, Lag: v.Lag.Middle()}
	if v.Stuck {
		c.Evidence.State = compare.Stuck
	}
	return c
}

func unsettled(c compare.Conflict, v judge.Verdict) compare.Unverified {
	return compare.Unverified{DB: c.DB, Key: c.Key, Type: c.Type, Kind: compare.Unsettled, Looks: v.Looks, Changes: v.Moves,
		Reason: "unsettled: it changed between the looks at it, and nothing shows that the target follows"}
}
