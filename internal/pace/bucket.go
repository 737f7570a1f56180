package pace

import (
	"context"
	"sync"
	"time"
)

// Bucket spends something by the second: of time, keys or bytes. What was spent too
// much is waited for by those who come next, since what an exchange costs is known
// only afterwards. It is safe for concurrent use.
type Bucket struct {
	mu      sync.Mutex
	rate    float64 // a second; 0: any
	burst   float64 // what may be spent at once after a rest
	left    float64 // negative: owed
	counted time.Time
	changed chan struct{} // closed when rate changes
}

// NewBucket returns a bucket that holds what is spent in the time of rest.
func NewBucket(rate float64, rest time.Duration) *Bucket {
	b := &Bucket{counted: time.Now(), changed: make(chan struct{})}
	b.Set(rate, rest)
	return b
}

// Set changes the rate. Who waits waits by the new one.
func (b *Bucket) Set(rate float64, rest time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count(time.Now())
	if b.rate = rate; rate == 0 {
		b.left = 0
	}
	b.burst = rate * rest.Seconds()
	b.left = min(b.left, b.burst)
	close(b.changed)
	b.changed = make(chan struct{})
}

// count adds what came since it was counted last.
func (b *Bucket) count(now time.Time) {
	b.left = min(b.left+b.rate*now.Sub(b.counted).Seconds(), b.burst)
	b.counted = now
}

// Spend takes something, whether it is there or not. What is negative is given back.
func (b *Bucket) Spend(n float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rate > 0 {
		b.count(time.Now())
		b.left -= n
	}
}

// Take waits until nothing is owed, and then spends.
func (b *Bucket) Take(ctx context.Context, n float64) error {
	for {
		wait, changed := b.tryTake(n)
		if wait <= 0 {
			return ctx.Err()
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-changed:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// tryTake spends if nothing is owed, else tells how long to wait.
func (b *Bucket) tryTake(n float64) (wait time.Duration, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rate == 0 {
		return 0, nil
	}
	b.count(time.Now())
	if b.left >= 0 {
		b.left -= n
		return 0, nil
	}
	return max(time.Duration(-b.left/b.rate*float64(time.Second)), time.Microsecond), b.changed
}
