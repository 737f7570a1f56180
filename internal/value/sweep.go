package value

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// sweeping is how the elements of two values are looked up from both sides.
type sweeping struct {
	pair   *redis.Pair
	typ    Type
	key    Key
	before [2]int64            // lengths before anything else was read
	from   func(side int) step // looks what one side lists up on the other
	c      *collector
}

// sweep looks up what the source lists, and then, unless the lengths prove that
// there are no others, what the target lists. It returns the lengths.
func sweep(ctx context.Context, s sweeping) (after [2]int64, err error) {
	if err := drive(ctx, s.pair, s.from(0)); err != nil {
		return after, err
	}
	if after, err = Lengths(ctx, s.pair, s.typ, s.key); err != nil {
		return after, err
	}
	proved := s.before == after && after[0] == after[1] && !s.c.lacking
	if proved && !Hides(s.typ, s.pair.Source) {
		return after, nil
	}
	return after, drive(ctx, s.pair, s.from(1))
}

// Lengths asks both sides for the number of elements.
func Lengths(ctx context.Context, p *redis.Pair, t Type, key Key) (lens [2]int64, err error) {
	var at [2]int
	for i, side := range p.Sides() {
		at[i] = t.Length(side, key[i])
	}
	if err := p.Exec(ctx); err != nil {
		return lens, err
	}
	for i, side := range p.Sides() {
		if lens[i], err = side.Reply(at[i]).Int(); err != nil {
			return lens, err
		}
	}
	return lens, nil
}
