package compare

import (
	"context"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// compareFieldExpiry settles hashes that have the same fields and values.
func (m *comparison) compareFieldExpiry(ctx context.Context, keys []*candidate) error {
	told := [2]redis.FieldExpiry{m.pair.Source.FieldExpiry(), m.pair.Target.FieldExpiry()}
	for side, t := range told {
		if t == redis.HiddenFields {
			for _, c := range keys {
				m.unverified(c, m.untold(side))
			}
			return nil
		}
	}
	for _, c := range keys {
		if err := m.compareFieldsExpiry(ctx, c, told); err != nil {
			return err
		}
	}
	return nil
}

// compareFieldsExpiry settles one hash. Where no field expires on either side there
// is nothing to ask.
func (m *comparison) compareFieldsExpiry(ctx context.Context, c *candidate, told [2]redis.FieldExpiry) error {
	f := value.FieldExpiry{Tolerance: m.expiry.tolerance, Room: value.Room{Fields: m.options.MaxFields, Hand: m.handOver(c)}}
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
		diff, err = f.Compare(ctx, m.pair, c.key)
	}
	switch {
	case err != nil && !isKeyError(ctx, err):
		return err
	case err != nil:
		m.drop(c)
		m.unverified(c, err.Error())
	case diff.State == value.Different && unknown >= 0:
		m.drop(c)
		m.unverified(c, m.untold(unknown))
	case diff.State == value.Different:
		m.conflict(c, Conflict{Kind: value.TTL, Len: diff.Len, Fields: diff.Fields, More: diff.More, Handed: diff.Handed, Facts: factsOf(told)})
	default:
		m.equal(c)
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

// untold says that a side does not tell when fields expire.
func (c *Comparer) untold(side int) string {
	return fmt.Sprintf("the %s does not tell when fields expire: HPEXPIRETIME: %v",
		SideName(side), c.sides[side].Refusal("HPEXPIRETIME"))
}
