package monitor

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// numbers is a Source that a test sets.
type numbers struct {
	mu  sync.Mutex
	now check.Snapshot
}

func (n *numbers) Snapshot() check.Snapshot {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.now
}

func (n *numbers) set(s check.Snapshot) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.now = s
}

// play shows a painter one snapshot a second, taking a look at each, and ends
// with the cause.
func play(t *testing.T, cause error, paint Painter, script ...check.Snapshot) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var n numbers
		ctx, cancel := context.WithCancelCause(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			Watch(ctx, time.Second, &n, paint)
		}()
		for _, s := range script {
			n.set(s)
			time.Sleep(time.Second)
			synctest.Wait()
		}
		cancel(cause)
		<-done
	})
}

// halfway is a run in the middle of its first round.
func halfway() check.Snapshot {
	return check.Snapshot{
		Round: 1, Rounds: 3, DB: 5, DBKeys: 3_000_000, Keys: 3_000_000,
		Scanned: 1_500_256, Checked: 1_500_000, Share: 0.5,
		ByType: map[compare.Cell]int64{
			{Type: "string", Kind: compare.Equal}:  1_400_000,
			{Type: "hash", Kind: compare.Equal}:    98_766,
			{Type: "hash", Kind: value.Value}:      1_200,
			{Type: "string", Kind: value.TTL}:      30,
			{Type: "ReJSON-RL", Kind: value.Value}: 3,
			{Type: "zset", Kind: value.LackTarget}: 1,
		},
		Fields: map[compare.Cell]int64{
			{Type: "hash", Kind: value.Value}:      1_300,
			{Type: "hash", Kind: value.LackSource}: 7,
		},
	}
}

// earlier is halfway a while before: at a share, with all numbers in
// proportion.
func earlier(share float64) check.Snapshot {
	s := halfway()
	part := share / s.Share
	s.Share = share
	s.Scanned = int64(float64(s.Scanned) * part)
	s.Checked = int64(float64(s.Checked) * part)
	for cell, n := range s.ByType {
		s.ByType[cell] = int64(float64(n) * part)
	}
	for cell, n := range s.Fields {
		s.Fields[cell] = int64(float64(n) * part)
	}
	return s
}
