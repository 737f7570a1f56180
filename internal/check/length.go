package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// length compares types and the number of elements, without those that expired.
type length struct{}

func (length) queue(p *redis.Pair, l *look) {
	l.page = l.fit()
	for i, side := range p.Sides() {
		l.at[i] = value.QueueCount(side, l.typ, l.key[i], l.page)
	}
}

func (length) together(_ *redis.Pair, looks []*look) ([]*look, func()) { return looks, func() {} }

func (length) settle(p *redis.Pair, l *look) (value.Diff, error) {
	source, target, err := l.replies(p)
	if err != nil {
		return value.Diff{}, err
	}
	var lens [2]int64
	for i, r := range []resp.Reply{source, target} {
		n, whole, err := value.CountOf(r)
		if err != nil || !whole {
			return value.Diff{State: value.Unsettled}, err
		}
		lens[i] = n
	}
	return compareLengths(lens), nil
}

func compareLengths(lens [2]int64) value.Diff {
	if lens[0] == lens[1] {
		return value.Diff{State: value.Same, Len: lens}
	}
	return value.Diff{State: value.Different, Len: lens}
}

// walk counts the elements of what is more than a page and not told by its length.
func (length) walk(ctx context.Context, p *redis.Pair, l *look, _ func([]value.Field)) (value.Diff, error) {
	lens, err := value.Counts(ctx, p, l.typ, l.key)
	return compareLengths(lens), err
}

func (length) traits() traits { return traits{types: true} }
