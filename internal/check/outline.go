package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// outline compares whole values, but of big collections only the length.
type outline struct {
	full
	big int64 // elements from which a collection is big
}

// walk is for what has more than a page; smaller collections are settled by
// then.
func (o outline) walk(ctx context.Context, p *redis.Pair, l *look, hand func([]value.Field)) (value.Diff, error) {
	if l.typ == value.String() {
		return o.full.walk(ctx, p, l, hand)
	}
	lens, err := value.Lengths(ctx, p, l.typ, l.key)
	if err != nil {
		return value.Diff{}, err
	}
	if max(lens[0], lens[1]) > o.big {
		if lens, err = value.Counts(ctx, p, l.typ, l.key); err != nil || max(lens[0], lens[1]) > o.big {
			return compareLengths(lens), err
		}
	}
	return o.full.walk(ctx, p, l, hand)
}
