package monitor

import (
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

// span is the length of the window over which rates are taken.
const span = 5 * time.Second

// sample is a snapshot and when it was taken.
type sample struct {
	at time.Time
	check.Snapshot
}

// window holds the newest samples of one round, the oldest first: all of the
// last span, and one that is older.
type window struct{ samples []sample }

// add puts in the newest sample and returns the oldest one. A round is known to
// have begun with nothing.
func (w *window) add(s sample) sample {
	if before, ok := w.newest(); ok && before.Round != s.Round {
		w.samples = w.samples[:0]
	}
	if len(w.samples) == 0 && !s.Since.IsZero() {
		w.samples = append(w.samples, sample{s.Since, check.Snapshot{Round: s.Round}})
	}
	w.samples = append(w.samples, s)
	for len(w.samples) > 2 && s.at.Sub(w.samples[1].at) >= span {
		w.samples = w.samples[1:]
	}
	return w.samples[0]
}

// newest returns the sample that was put in last.
func (w *window) newest() (sample, bool) {
	if len(w.samples) == 0 {
		return sample{}, false
	}
	return w.samples[len(w.samples)-1], true
}
