package pace

import (
	"context"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// bandwidth is a governor that lets so many bytes of replies come a second.
type bandwidth struct{ bytes *Bucket }

// Bandwidth returns a governor of bytes of replies a second, for all sides that it is
// used for together; 0 is any number.
func Bandwidth(bytes int64) redis.Governor {
	const rest = 100 * time.Millisecond
	return bandwidth{NewBucket(float64(bytes), rest)}
}

// Before waits until what came is paid for.
func (b bandwidth) Before(ctx context.Context, _ redis.Exchange) error { return b.bytes.Take(ctx, 0) }

// After counts what came.
func (b bandwidth) After(_ redis.Exchange, _ time.Duration, bytes int) { b.bytes.Spend(float64(bytes)) }

// Failed does nothing.
func (b bandwidth) Failed(redis.Exchange) {}
