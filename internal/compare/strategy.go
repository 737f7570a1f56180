package compare

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// strategy is how keys are compared in one exchange.
type strategy interface {
	// ask queues commands about keys, which it may put into another order, and
	// calls also(i) where more may be asked about the i-th of them. After Exec
	// answer(i) compares the replies about keys[i]: errNothing and a server's
	// error mean that the key may be gone, or of another type than it was
	// taken for.
	ask(p *redis.Pair, keys []*candidate, also func(i int)) (answer func(i int) (value.Diff, error))
}

// walker is a strategy whose replies may leave open whether values are the same.
type walker interface {
	// walk settles such a key by as many exchanges as it takes. It calls hand
	// with fields that are too many to be held.
	walk(ctx context.Context, p *redis.Pair, c *candidate, hand func([]value.Field)) (value.Diff, error)
}

// strategy returns the strategy of the options' mode.
func (c *Comparer) strategy() strategy {
	f := full{limit: c.options.MaxFields, hints: c.hints}
	return map[Mode]strategy{
		FullValue: f,
		Length:    length{hints: c.hints},
		Exists:    exists{},
		Outline:   outline{full: f, big: c.options.BigKey},
	}[c.options.Mode]
}
