package check

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Traffic is what was asked of a side, while its keys were compared.
type Traffic struct {
	Exchanges, Commands int64
	BytesReceived       int64
	Longest             time.Duration // of one exchange
	Waiting             time.Duration // of all exchanges together, from the first byte sent to the last received
}

// meter counts what passes a governor.
type meter struct {
	redis.Governor
	exchanges, commands, bytes, longest, waiting atomic.Int64
}

// After counts.
func (m *meter) After(x redis.Exchange, took time.Duration, bytes int) {
	m.exchanges.Add(1)
	m.commands.Add(int64(x.Commands))
	m.bytes.Add(int64(bytes))
	m.waiting.Add(int64(took))
	for longest := m.longest.Load(); int64(took) > longest && !m.longest.CompareAndSwap(longest, int64(took)); {
		longest = m.longest.Load()
	}
	m.Governor.After(x, took, bytes)
}

// Before waits as the governor does.
func (m *meter) Before(ctx context.Context, x redis.Exchange) error { return m.Governor.Before(ctx, x) }

func (m *meter) traffic() Traffic {
	return Traffic{m.exchanges.Load(), m.commands.Load(), m.bytes.Load(), time.Duration(m.longest.Load()), time.Duration(m.waiting.Load())}
}
