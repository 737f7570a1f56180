package value

import (
	"context"
	"math"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Walk looks each of the source's members up on the target, page by page. If
// all are there and both lengths stood still and are equal, the target can
// have no others, unless the source's length counts some that are hidden; else
// its members are looked up on the source too. What a server holds in one piece
// is read once, and nothing is looked up in it there.
func (m members) Walk(ctx context.Context, p *redis.Pair, key Key, room Room) (Diff, error) {
	sides := m.both(p, key)
	if err := measure(ctx, p, sides[:]...); err != nil {
		return Diff{}, err
	}
	if sides[0].small() && sides[1].small() {
		if diff, err := m.atOnce(ctx, p, key, room.Fields); err != nil || diff.State != Unsettled {
			return diff, err
		}
	}
	if err := hold(ctx, p, sides[:]...); err != nil {
		return Diff{}, err
	}
	w := memberWalk{pair: p, sides: sides, c: collect(room)}
	lens, err := sweep(ctx, sweeping{pair: p, typ: m, key: key, before: [2]int64{sides[0].len, sides[1].len}, from: w.from, c: &w.c})
	return w.c.result(lens), err
}

// atOnce compares two collections that are known to be small.
func (m members) atOnce(ctx context.Context, p *redis.Pair, key Key, limit int) (Diff, error) {
	var at [2]int
	for i, side := range p.Sides() {
		at[i] = m.Read(side, key[i], PageElements)
	}
	if err := p.Exec(ctx); err != nil {
		return Diff{}, err
	}
	a, b := p.Source.Reply(at[0]), p.Target.Reply(at[1])
	if err := firstError(a.Err(), b.Err()); err != nil {
		return Diff{}, err
	}
	diff, err := m.Compare(a, b, PageElements, limit)
	if diff.Whole = a; len(b) > len(a) {
		diff.Whole = b
	}
	return diff, err
}

// memberWalk is one comparison of two collections by name.
type memberWalk struct {
	pair  *redis.Pair
	sides [2]*collection
	c     collector
}

// from looks the members of one side up on the other.
func (w *memberWalk) from(side int) step {
	walk := &lookupWalk{list: w.sides[side].reader(), most: w.sides[1-side].together()}
	walk.find[1-side] = w.sides[1-side].find
	walk.compare = func(e Element, contents [2][]byte) {
		if kind, differ := compareListed(w.sides[0].same, contents, side); differ {
			w.c.add(e.Name, kind)
		}
	}
	return walk
}

// together is how many names are looked up in one exchange.
func (c *collection) together() int {
	if c.linear && c.index == nil {
		return c.names()
	}
	return math.MaxInt
}
