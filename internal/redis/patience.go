package redis

import (
	"context"
	"errors"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// patience decides how often a failed exchange is tried again: with growing
// pauses, until the server has been silent for limit.
type patience struct {
	limit time.Duration
	told  func(error) // may be nil
	since time.Time   // when the server was last heard
	pause time.Duration
}

// again waits and reports whether to make another try after err; false when
// the time is up, the context is done or no try could help.
func (p *patience) again(ctx context.Context, err error, heard time.Time) bool {
	if ctx.Err() != nil || errors.Is(err, resp.ErrRefused) {
		return false
	}
	if p.since.IsZero() {
		p.since = heard
	}
	if time.Since(p.since) >= p.limit {
		return false
	}
	if p.told != nil {
		p.told(err)
	}
	return p.sleep(ctx)
}

func (p *patience) sleep(ctx context.Context) bool {
	p.pause = min(max(2*p.pause, 20*time.Millisecond), time.Second)
	select {
	case <-ctx.Done():
		return false
	case <-time.After(min(p.pause, p.limit)):
		return true
	}
}
