package pace

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestBucket spends no more than its rate, whoever asks.
func TestBucket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, started := NewBucket(100, 0), time.Now()
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				for range 20 {
					if err := b.Take(t.Context(), 10); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if took := time.Since(started).Round(time.Second); took != 10*time.Second {
			t.Errorf("1000 at 100 a second took %v", took)
		}
	})
}

// TestBucketDebts are paid by those who come next.
func TestBucketDebts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b, started := NewBucket(100, time.Second), time.Now()
		b.Spend(500)
		if err := b.Take(t.Context(), 0); err != nil || time.Since(started).Round(time.Second) != 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(started))
		}
		time.Sleep(time.Hour)
		b.Spend(200) // a rest saves up a second
		if wait, _ := b.tryTake(0); wait != time.Second {
			t.Errorf("waits %v", wait)
		}
		go b.Set(0, 0)
		if err := b.Take(t.Context(), 0); err != nil {
			t.Error(err)
		}
		b.Set(1, 0)
		b.Spend(1000)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := b.Take(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}
