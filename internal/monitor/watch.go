// Package monitor shows people and programs how far a run has come. It reads
// check.Stats and writes to terminals and logs; the pipeline does not know it.
package monitor

import (
	"context"
	"errors"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

// Painter shows a frame. Painters are called one at a time, and with frames in
// the order of time; the last one has Last set.
type Painter func(Frame)

// Source is where the numbers come from: a *check.Stats.
type Source interface {
	Snapshot() check.Snapshot
}

// ErrFinished is the cause to cancel the context of Watch with when the run
// came to its end. Any other cause means that it was broken off.
var ErrFinished = errors.New("the run is finished")

// Watch shows the numbers of a run to the painters until the context is done,
// and then once more. It is to run in a goroutine of its own.
func Watch(ctx context.Context, every time.Duration, numbers Source, painters ...Painter) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	w := watch{painters: painters}
	for {
		select {
		case <-ctx.Done():
			w.end(numbers.Snapshot(), errors.Is(context.Cause(ctx), ErrFinished))
			return
		case <-ticker.C:
			w.look(numbers.Snapshot())
		}
	}
}

// watch turns snapshots into frames.
type watch struct {
	painters []Painter
	window   window
	ended    int // the newest round whose end was shown
}

// look shows the run under way.
func (w *watch) look(s check.Snapshot) {
	w.overtaken(s)
	f := w.frame(time.Now(), s)
	f.RoundEnded = s.Waiting && w.ended < s.Round
	w.show(f)
}

// end shows the run for the last time.
func (w *watch) end(s check.Snapshot, finished bool) {
	w.overtaken(s)
	f := w.frame(time.Now(), s)
	f.Last, f.Finished = true, finished
	f.RoundEnded = finished && w.ended < s.Round
	w.show(f)
}

// overtaken shows the ends of the rounds that ended since the last look, and
// were followed by others.
func (w *watch) overtaken(s check.Snapshot) {
	for _, round := range s.Ended {
		if round.Round > w.ended {
			f := w.frame(round.Until, round)
			f.RoundEnded = true
			w.show(f)
		}
	}
}

// frame adds to a snapshot what the ones before tell.
func (w *watch) frame(at time.Time, s check.Snapshot) Frame {
	return Frame{Snapshot: s, At: at, since: w.window.add(sample{at, s})}
}

func (w *watch) show(f Frame) {
	if f.RoundEnded {
		w.ended = f.Round
	}
	for _, paint := range w.painters {
		paint(f)
	}
}
