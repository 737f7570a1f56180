package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// compareFieldExpiry settles the hashes that have the same fields and values.
func (w *worker) compareFieldExpiry(ctx context.Context) error {
	due := w.due
	w.due = nil
	if len(due) == 0 {
		return nil
	}
	told := [2]redis.FieldExpiry{w.pair.Source.FieldExpiry(), w.pair.Target.FieldExpiry()}
	for i, t := range told {
		if t == redis.HiddenFields {
			w.allUnverified(due, w.untold(i))
			return nil
		}
	}
	for _, l := range due {
		if err := w.compareFieldsOf(ctx, l, told); err != nil {
			return err
		}
	}
	return nil
}

func (w *worker) allUnverified(looks []*look, reason string) {
	for _, l := range looks {
		w.unverified(l, reason)
	}
}

// compareFieldsOf settles one hash. Where no field expires on either side there is
// nothing to ask.
func (w *worker) compareFieldsOf(ctx context.Context, l *look, told [2]redis.FieldExpiry) error {
	f := value.FieldExpiry{Tolerance: w.expiry.tolerance, Room: value.Room{Fields: w.limit, Hand: w.handOver(l)}}
	unknown := -1
	for i, t := range told {
		f.Told[i] = t == redis.ToldFields
		if t == redis.UnknownFields {
			unknown = i
		}
	}
	var diff value.Diff
	var err error
	if f.Told != [2]bool{} {
		diff, err = f.Compare(ctx, w.pair, l.key)
	}
	switch {
	case err != nil && !isKeyError(ctx, err):
		return err
	case err != nil:
		w.drop(l)
		w.unverified(l, err.Error())
	case diff.State == value.Different && unknown >= 0:
		w.drop(l)
		w.unverified(l, w.untold(unknown))
	case diff.State == value.Different:
		w.conflict(l, Conflict{Kind: value.TTL, Len: diff.Len, Fields: diff.Fields, More: diff.More, Handed: diff.Handed, Facts: factsOf(told)})
	default:
		w.tally.equal(l)
	}
	return nil
}

// factsOf are what the sides told of fields that expire at different times.
func factsOf(told [2]redis.FieldExpiry) (sides [2]Facts) {
	for i, t := range told {
		sides[i].FieldsExpire = redis.Yes
		if t == redis.NoFields {
			sides[i].FieldsExpire = redis.No
		}
	}
	return sides
}
