package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/value"
)

// compareFieldExpiry settles the hashes that have the same fields and values.
func (w *worker) compareFieldExpiry(ctx context.Context) error {
	due := w.due
	w.due = nil
	for _, l := range due {
		diff, err := value.CompareFieldExpiry(ctx, w.pair, l.key, w.expiry.tolerance, w.limit)
		switch {
		case err != nil && !isKeyError(ctx, err):
			return err
		case err != nil:
			w.unverified(l, err.Error())
		case diff.State == value.Different:
			w.conflict(l, Conflict{Kind: value.TTL, Len: diff.Len, Fields: diff.Fields, More: diff.More, Detail: "its fields expire at other times"})
		default:
			w.tally.equal(l)
		}
	}
	return nil
}
