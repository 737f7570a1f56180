package redis

import (
	"context"
	"errors"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// retry makes failed tries again: with growing pauses, until the server has been
// silent for limit. It is for one use.
type retry struct {
	limit   time.Duration
	onRetry func(error) // may be nil
	silent  time.Time   // since when the server is; zero: not yet known
	pause   time.Duration
}

// retry is one for Options.RetryFor.
func (d *Deployment) retry() *retry { return &retry{limit: d.opts.RetryFor, onRetry: d.retried} }

// do makes tries until one succeeds, or fails with an error that is not worth
// another.
func (r *retry) do(ctx context.Context, worth func(error) bool, try func() error) error {
	for started := time.Now(); ; {
		err := try()
		if err == nil || !worth(err) || !r.wait(ctx, err, started) {
			return err
		}
	}
}

// wait pauses and reports whether to make another try after err; false when the
// time is up, the context is done or no try could help. The first call counts
// from the server's last activity.
func (r *retry) wait(ctx context.Context, err error, lastActivity time.Time) bool {
	if ctx.Err() != nil || errors.Is(err, resp.ErrRefused) {
		return false
	}
	if r.silent.IsZero() {
		r.silent = lastActivity
	}
	if time.Since(r.silent) >= r.limit {
		return false
	}
	if r.onRetry != nil {
		r.onRetry(err)
	}
	return r.sleep(ctx)
}

func (r *retry) sleep(ctx context.Context) bool {
	r.pause = min(max(2*r.pause, 20*time.Millisecond), time.Second)
	select {
	case <-ctx.Done():
		return false
	case <-time.After(min(r.pause, r.limit)):
		return true
	}
}

// mayPass reports whether an error may be gone at the next try.
func mayPass(err error) bool { return !errors.Is(err, resp.ErrRefused) && !errors.Is(err, errKind) }
