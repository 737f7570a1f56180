package check

import (
	"context"

	"redis-full-check/internal/redis"
	"redis-full-check/internal/value"
)

// exists asks whether the target has the source's keys.
type exists struct{}

func (exists) queue(p *redis.Pair, l *look) {
	l.at[1] = p.Target.Add("EXISTS", l.key[1])
}

func (exists) settle(p *redis.Pair, l *look) (value.Diff, error) {
	n, err := p.Target.Reply(l.at[1]).Int()
	if err == nil && n == 0 {
		err = errNothing
	}
	return value.Diff{State: value.Same}, err
}

// walk has nothing to do; settle leaves nothing open.
func (exists) walk(context.Context, *redis.Pair, *look) (value.Diff, error) {
	return value.Diff{State: value.Same}, nil
}

func (exists) traits() traits { return traits{} }
