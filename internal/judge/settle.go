package judge

import (
	"context"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/witness"
)

const (
	// maxBatch is how many suspects one exchange asks about.
	maxBatch = 128
	// maxAsked is about how many parts it asks about.
	maxAsked = 4096
	// maxFocus is how many parts are looked at as often as possible.
	maxFocus = 256
	// pause is the least between two exchanges.
	pause = 4 * time.Millisecond
	// slow is how often suspects are looked at that stand still, or wait for others.
	slow = 250 * time.Millisecond
)

// Settle looks at the suspects until each is known to be late or to differ, or
// until it has taken too long. Those that are known to be late are looked at no
// more.
func (j *Judge) Settle(ctx context.Context) error {
	start := time.Now()
	for {
		now := time.Now()
		due, next := j.due(now)
		if err := j.look(ctx, due); err != nil {
			return err
		}
		measured := time.Since(start) > time.Second+3*j.lag
		for _, w := range due {
			j.plan(w, time.Now(), measured)
		}
		took := time.Since(start)
		if took >= j.limit() || (took >= j.Burst || len(j.order) == 0) && j.done() {
			return nil
		}
		if took < j.Burst {
			next = min(next, j.Burst-took)
		}
		if err := rest(ctx, next, time.Since(now)); err != nil {
			return err
		}
	}
}

// rest pauses between two exchanges: until something is due, and at least as long
// as the last one took.
func rest(ctx context.Context, next, took time.Duration) error {
	timer := time.NewTimer(max(next, pause, took))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// due are the suspects to look at now; if there are none, next is when there are.
func (j *Judge) due(now time.Time) (due []*watched, next time.Duration) {
	next = slow
	parts := 0
	waiting := j.order[:0]
	for _, w := range j.order {
		switch wait := w.due.Sub(now); {
		case w.done():
			continue
		case wait <= 0 && len(due) < maxBatch && parts < maxAsked:
			due = append(due, w)
			parts += w.left
		default:
			next = min(next, max(wait, 0))
			waiting = append(waiting, w)
		}
	}
	j.order = append(waiting, due...)
	if len(due) > 0 {
		next = 0
	}
	return due, next
}

// plan settles the parts of a suspect that are late, and says when it is looked at
// next. Until the lag was measured, those that follow are looked at for longer than
// the verdict needs.
func (j *Judge) plan(w *watched, now time.Time, measured bool) {
	moving := 0
	for _, p := range w.open() {
		switch s := p.history.State(j.need()); {
		case j.settles(s, p.history) && (measured || s == witness.Equal || p.history.Lag.Precise()):
			w.settle(p)
		case s != witness.Confirmed && s != witness.Stuck && p.history.Moves > 0:
			moving++
		}
	}
	w.due = now.Add(slow)
	j.focusOn(w, moving, now)
	if !w.focused.IsZero() {
		w.due = now
	}
}

// settles reports whether a part is the same, or follows. A target that stands
// still while the source comes and goes is equal at times, too. Where the source has
// come to rest the target has to arrive: what it lacks then may be lost.
func (j *Judge) settles(s witness.State, h *witness.History) bool {
	switch s {
	case witness.Equal:
		return h.Changes == 0 || h.Followed
	case witness.Late:
		return h.Followed && h.SourceStood() <= 2*j.lag+slow
	}
	return false
}

// focusOn decides whether a suspect is looked at as often as possible: it is if it
// moves, as far as there is room, and for some time if others wait.
func (j *Judge) focusOn(w *watched, moving int, now time.Time) {
	in := !w.focused.IsZero()
	cost := w.left
	switch window := time.Second + 2*j.lag; {
	case in && (moving == 0 || now.Sub(w.focused) > window && j.focus > maxFocus/2):
		w.focused, w.tired = time.Time{}, moving > 0
		j.focus -= w.cost
	case !in && moving > 0 && j.focus+cost <= max(maxFocus, cost):
		if w.tired {
			w.tired = false // the next one first
			return
		}
		w.focused, w.cost = now, cost
		j.focus += cost
		w.keep(max(fewVersions, min(manyVersions, versionsOfKey/cost)))
	}
}

// need is how long a side has to stand still for a verdict.
func (j *Judge) need() time.Duration {
	if !j.moved {
		return 0
	}
	return j.grace()
}

// grace is how long that is where anything moves: never less than three times the largest lag.
func (j *Judge) grace() time.Duration { return max(j.Grace, 3*j.lag) }

// limit is how long Settle may take.
func (j *Judge) limit() time.Duration {
	return j.Patience + max(j.Grace, min(4*j.lag, 2*j.Patience))
}

// done reports whether there is a verdict for each part.
func (j *Judge) done() bool {
	const looks = 2
	for _, w := range j.order {
		if !w.done() && w.fresh < looks {
			return false
		}
		for _, p := range w.parts {
			if p.settled {
				continue
			}
			if s := p.history.State(j.need()); s != witness.Confirmed && s != witness.Stuck {
				return false
			}
		}
	}
	return true
}
