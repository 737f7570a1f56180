package run

import (
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

// retryLog counts retries, and logs at most one a second: each worker asks again,
// many times a second.
type retryLog struct {
	stats *check.Stats
	log   *slog.Logger
	last  atomic.Int64 // when the last line was written, in Unix nanoseconds
}

func (l *retryLog) note(err error) {
	l.stats.Retried()
	now := time.Now().UnixNano()
	if last := l.last.Load(); now-last >= int64(time.Second) && l.last.CompareAndSwap(last, now) {
		l.log.Warn("asking again", "after", err)
	}
}
