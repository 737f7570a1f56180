package check

import (
	"context"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/value"
)

// tooLong is how long an exchange about nothing but expiry times may take; a
// longer one was held up, and is made again.
const tooLong = time.Second

// compareExpiryAgain settles the keys whose values are the same and whose expiry
// times are, too, unless the moments at which they were read hide a difference:
// they are read again, alone, which takes less time. It returns the keys that
// changed meanwhile.
func (w *worker) compareExpiryAgain(ctx context.Context) (open []*look, err error) {
	for n := 0; n < attempts && len(w.unsure) > 0; n++ {
		looks := w.unsure
		w.unsure = nil
		for _, l := range looks {
			w.expiry.queue(w.pair, l)
		}
		if err := w.pair.Exec(ctx); err != nil {
			return nil, err
		}
		for _, l := range looks {
			if w.settleExpiry(l) == isOpen {
				open = append(open, l)
			}
		}
	}
	for _, l := range w.unsure {
		w.unverified(l, "its expiry could not be read on both sides at one moment")
	}
	w.unsure = nil
	return open, nil
}

// settleExpiry concludes from expiry times that were read alone.
func (w *worker) settleExpiry(l *look) progress {
	var err error
	if l.times, err = w.expiry.read(w.pair, l); err != nil {
		return w.failed(l, err)
	}
	switch {
	case w.expiry.differ(l.times):
		w.conflict(l, Conflict{Kind: value.TTL, Len: l.len, Facts: w.expiry.facts(l.times)})
	case w.pair.Took() > tooLong && w.expiry.unsure(l.times):
		w.unsure = append(w.unsure, l)
	default:
		w.same(l)
	}
	return isSettled
}
