package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// length compares types and the number of elements.
type length struct{}

func (length) queue(p *redis.Pair, l *look) {
	for i, side := range p.Sides() {
		l.at[i] = l.typ.Length(side, l.key[i])
	}
}

func (length) together(_ *redis.Pair, looks []*look) ([]*look, func()) { return looks, func() {} }

func (length) settle(p *redis.Pair, l *look) (value.Diff, error) {
	source, target, err := l.replies(p)
	if err != nil {
		return value.Diff{}, err
	}
	a, err := source.Int()
	if err != nil {
		return value.Diff{}, err
	}
	b, err := target.Int()
	return compareLengths([2]int64{a, b}), err
}

func compareLengths(lens [2]int64) value.Diff {
	if lens[0] == lens[1] {
		return value.Diff{State: value.Same, Len: lens}
	}
	return value.Diff{State: value.Different, Len: lens}
}

// walk asks for the lengths once more; settle leaves nothing open.
func (length) walk(ctx context.Context, p *redis.Pair, l *look) (value.Diff, error) {
	lens, err := value.Lengths(ctx, p, l.typ, l.key)
	return compareLengths(lens), err
}

func (length) traits() traits { return traits{types: true} }
