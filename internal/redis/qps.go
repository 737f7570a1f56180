package redis

import (
	"context"
	"time"

	"golang.org/x/time/rate"
)

// QPS is a Governor that admits a number of batches a second. A batch is what one
// Exec asks about keys, on however many nodes they are; a page of a large value
// is one, too. Pages of SCAN, which are about no keys, are counted apart, so that
// the sweep is limited as well and takes nobody's turn. The source and the target
// need a QPS each: a batch takes a turn on both.
type QPS struct{ batches, pages *rate.Limiter }

// turn is one batch, in tokens: a node's share of a batch is a part of it.
const turn = 1000

// NewQPS returns a governor that admits n batches a second.
func NewQPS(n int) *QPS {
	limit := rate.Limit(n) * turn
	return &QPS{rate.NewLimiter(limit, turn), rate.NewLimiter(limit, turn)}
}

// Before waits for a turn.
func (q *QPS) Before(ctx context.Context, x Exchange) error {
	limiter := q.batches
	if x.Keys == 0 {
		limiter = q.pages
	}
	return limiter.WaitN(ctx, min(max(int(x.Share*turn), 1), turn))
}

// After does nothing: what an exchange cost is not limited.
func (q *QPS) After(Exchange, time.Duration, int) {}

// Failed does nothing.
func (q *QPS) Failed(Exchange) {}
