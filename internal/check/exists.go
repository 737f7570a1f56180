package check

import (
	"context"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// exists asks whether the target has the source's keys.
type exists struct{}

// existsAtOnce is how many keys one EXISTS asks for: if one of them is missing
// all are looked at one by one.
const existsAtOnce = 64

// together asks for many keys by one EXISTS (Redis 3.0.3), which answers how
// many of them there are.
func (exists) together(p *redis.Pair, looks []*look) ([]*look, func()) {
	var chunks []*group
	for _, g := range groupKeys(p, looks) {
		for chunk := range slices.Chunk(g.looks, existsAtOnce) {
			chunks = append(chunks, &group{looks: chunk})
		}
	}
	for _, g := range chunks {
		g.ask(p, "EXISTS", 1)
	}
	return nil, func() {
		for _, g := range chunks {
			handCount(p.Target.Reply(g.at[1]), g.looks)
		}
	}
}

// handCount gives each key the answer to EXISTS that the count stands for.
func handCount(reply resp.Reply, looks []*look) {
	if n, err := reply.Int(); err == nil {
		reply = resp.Reply(":0\r\n")
		if n == int64(len(looks)) {
			reply = resp.Reply(":1\r\n")
		}
	}
	for _, l := range looks {
		l.given[1] = reply
	}
}

// queue has nothing to do; together takes all.
func (exists) queue(*redis.Pair, *look) {}

// settle is given no reply of the source: its keys come from there.
func (exists) settle(_ *redis.Pair, l *look) (value.Diff, error) {
	n, err := l.given[1].Int()
	if err == nil && n == 0 {
		err = errNothing
	}
	return value.Diff{State: value.Same}, err
}

// walk has nothing to do; settle leaves nothing open.
func (exists) walk(context.Context, *redis.Pair, *look, func([]value.Field)) (value.Diff, error) {
	return value.Diff{State: value.Same}, nil
}

func (exists) traits() traits { return traits{} }
