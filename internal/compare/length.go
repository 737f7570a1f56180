package compare

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// length compares types and the number of elements, without those that expired.
type length struct{ hints *hints }

func (l length) ask(p *redis.Pair, keys []*candidate, also func(i int)) func(i int) (value.Diff, error) {
	at := make([]question, len(keys))
	for i, c := range keys {
		c.page = c.pageSize()
		for s, side := range p.Sides() {
			at[i][s] = value.QueueCount(side, c.typ, c.key[s], c.page)
		}
		also(i)
	}
	return func(i int) (value.Diff, error) { return l.compare(p, keys[i], p.Replies(at[i])) }
}

func (l length) compare(p *redis.Pair, c *candidate, replies [2]resp.Reply) (value.Diff, error) {
	if err := c.check(p, replies); err != nil {
		return value.Diff{}, err
	}
	l.hints.learn(c, replies)
	var lens [2]int64
	for i, r := range replies {
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
func (length) walk(ctx context.Context, p *redis.Pair, c *candidate, _ func([]value.Field)) (value.Diff, error) {
	lens, err := value.Counts(ctx, p, c.typ, c.key)
	return compareLengths(lens), err
}
