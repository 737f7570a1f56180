package compare

import (
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// exists asks whether the target has the source's keys.
type exists struct{}

// existsAtOnce is how many keys one EXISTS asks for: if one of them is missing
// all are looked at one by one.
const existsAtOnce = 64

// ask asks for many keys by one EXISTS (Redis 3.0.3), which answers how many of
// them there are. The source is not asked: its keys come from there.
func (exists) ask(p *redis.Pair, keys []*candidate, also func(i int)) func(i int) (value.Diff, error) {
	type count struct{ at, of int }
	counts := make([]count, len(keys)) // of the groups, by key
	for _, all := range groupKeys(p, keys) {
		for _, g := range all.chunks(existsAtOnce) {
			at := g.askSide(p, "EXISTS", 1)
			for i := range g.keys {
				counts[g.first+i] = count{at, len(g.keys)}
			}
		}
	}
	for i := range keys {
		also(i)
	}
	return func(i int) (value.Diff, error) {
		n, err := p.Target.Reply(counts[i].at).Int()
		if err == nil && n != int64(counts[i].of) {
			err = errNothing
		}
		return value.Diff{State: value.Same}, err
	}
}
