package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// full compares whole values.
type full struct {
	limit int // of fields noted per key
}

func (full) queue(p *redis.Pair, l *look) {
	l.page = l.fit()
	for i, side := range p.Sides() {
		l.at[i] = l.typ.Read(side, l.key[i], l.page)
	}
}

// together reads short strings by MGET, which costs a server two thirds of as
// many GETs.
func (full) together(p *redis.Pair, looks []*look) ([]*look, func()) {
	short, rest := shortStrings(p, looks)
	groups := groupKeys(p, short)
	for _, g := range groups {
		g.queue(p)
	}
	return rest, func() {
		for _, g := range groups {
			g.hand(p)
		}
	}
}

func (f full) settle(p *redis.Pair, l *look) (value.Diff, error) {
	source, target, err := l.replies(p)
	if value.Walkable(l.typ, err) {
		return value.Diff{}, nil
	}
	if err != nil {
		return value.Diff{}, err
	}
	return l.typ.Compare(source, target, l.page, f.limit)
}

func (f full) walk(ctx context.Context, p *redis.Pair, l *look, hand func([]value.Field)) (value.Diff, error) {
	return l.typ.Walk(ctx, p, l.key, value.Room{Fields: f.limit, Hand: hand})
}

func (full) traits() traits { return traits{types: true, expiry: true, whole: true} }
