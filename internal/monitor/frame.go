package monitor

import (
	"fmt"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
)

// Frame is a run at one moment, as painters see it.
type Frame struct {
	check.Snapshot
	At         time.Time
	RoundEnded bool // the round is over; set in one frame a round
	Last       bool // no frame comes after this one
	Finished   bool // the run came to its end; set in the last frame only

	since sample // the oldest of the window
}

// Rate returns by how much a number of the run grew a second, over the window.
func (f Frame) Rate(number func(check.Snapshot) float64) float64 {
	passed := f.At.Sub(f.since.at).Seconds()
	if passed <= 0 {
		return 0
	}
	return (number(f.Snapshot) - number(f.since.Snapshot)) / passed
}

// Speed returns how many keys were settled a second, over the window.
func (f Frame) Speed() float64 {
	return f.Rate(func(s check.Snapshot) float64 { return float64(s.Checked) })
}

// Elapsed is how long the run has taken.
func (f Frame) Elapsed() time.Duration {
	if f.Started.IsZero() {
		return 0
	}
	return max(f.At.Sub(f.Started), 0)
}

// Pause is the time until the next round begins.
func (f Frame) Pause() time.Duration { return max(f.Resumes.Sub(f.At), 0) }

// Left estimates the time until the run is over: that of this round and, if
// there is something to look at again, of the waits before the others, which
// take next to no time themselves. It is false if that cannot be told.
func (f Frame) Left() (time.Duration, bool) {
	waits := time.Duration(f.Rounds-f.Round) * f.Interval
	if f.Waiting {
		return max(waits-f.Interval, 0) + f.Pause(), true
	}
	left, known := f.roundLeft()
	if f.Conflicts()+f.Unverified > 0 {
		left += waits
	}
	return left, known
}

// roundLeft estimates the time until the round is over.
func (f Frame) roundLeft() (time.Duration, bool) {
	const most = 1000 * time.Hour
	rate := f.Rate(func(s check.Snapshot) float64 { return s.Share })
	if rate <= 0 || f.Share <= 0 {
		return 0, false
	}
	seconds := (1 - f.Share) / rate
	if seconds < 0 || seconds > most.Seconds() {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}

// Conflicts returns how many keys of the round differ so far.
func (f Frame) Conflicts() int64 { return conflicts(f.ByType) }

// conflicts adds up the cells that are not Equal.
func conflicts(cells map[compare.Cell]int64) int64 {
	var n int64
	for cell, count := range cells {
		if cell.Kind != compare.Equal {
			n += count
		}
	}
	return n
}

// roundOf says which round it is: 2/3.
func roundOf(s check.Snapshot) string { return fmt.Sprintf("%d/%d", s.Round, s.Rounds) }
