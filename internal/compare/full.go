package compare

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// full compares whole values.
type full struct {
	limit int // of fields noted per key
	hints *hints
}

// ask reads short strings by MGET, which costs a server two thirds of as many
// GETs, and each other value by a command of its own.
func (f full) ask(p *redis.Pair, keys []*candidate, also func(i int)) func(i int) (value.Diff, error) {
	short, rest := shortStrings(p, keys)
	replies := make([][2]resp.Reply, len(short))
	groups := groupKeys(p, short)
	for i := range groups {
		groups[i].ask(p, "MGET")
	}
	alone := make([]question, len(rest))
	for i, c := range rest {
		c.page = c.pageSize()
		for s, side := range p.Sides() {
			alone[i][s] = c.typ.Read(side, c.key[s], c.page)
		}
		also(len(short) + i)
	}
	for i := range short {
		also(i)
	}
	return func(i int) (value.Diff, error) {
		if i >= len(short) {
			return f.compare(p, keys[i], p.Replies(alone[i-len(short)]))
		}
		for _, g := range groups { // all at once
			g.hand(p, replies[g.first:])
		}
		groups = nil
		return f.compare(p, keys[i], replies[i])
	}
}

// compare compares the replies about one key.
func (f full) compare(p *redis.Pair, c *candidate, replies [2]resp.Reply) (value.Diff, error) {
	err := c.check(p, replies)
	if value.Walkable(c.typ, err) {
		return value.Diff{}, nil
	}
	if err != nil {
		return value.Diff{}, err
	}
	f.hints.learn(c, replies)
	return c.typ.Compare(replies[0], replies[1], c.page, f.limit)
}

func (f full) walk(ctx context.Context, p *redis.Pair, c *candidate, hand func([]value.Field)) (value.Diff, error) {
	return c.typ.Walk(ctx, p, c.key, value.Room{Fields: f.limit, Hand: hand})
}

// outline compares whole values, but of big collections only the length.
type outline struct {
	full
	big int64 // elements from which a collection is big
}

// walk is for what has more than a page; smaller collections are settled by
// then.
func (o outline) walk(ctx context.Context, p *redis.Pair, c *candidate, hand func([]value.Field)) (value.Diff, error) {
	if c.typ == value.String() {
		return o.full.walk(ctx, p, c, hand)
	}
	lens, err := value.Lengths(ctx, p, c.typ, c.key)
	if err != nil {
		return value.Diff{}, err
	}
	if max(lens[0], lens[1]) > o.big {
		if lens, err = value.Counts(ctx, p, c.typ, c.key); err != nil || max(lens[0], lens[1]) > o.big {
			return compareLengths(lens), err
		}
	}
	return o.full.walk(ctx, p, c, hand)
}
