package monitor

import (
	"log/slog"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/text"
)

// Lines logs how far a run has come, for where there is no terminal.
type Lines struct {
	Log *slog.Logger
}

// Paint logs a line. Of the end of a round and of the run it says nothing: the
// check itself logs these.
func (l Lines) Paint(f Frame) {
	if f.Round == 0 || f.RoundEnded || f.Last {
		return
	}
	words := []any{
		"round", roundOf(f.Snapshot), "done", text.Percent(f.Share),
		"keys", f.Checked, "keys_per_second", int64(f.Speed()), "conflicts", f.Conflicts(),
	}
	if f.Unverified > 0 {
		words = append(words, "unverified", f.Unverified)
	}
	if !f.Chosen && f.Keys >= f.Checked && f.Keys > 0 {
		words = append(words, "of", f.Keys)
	}
	words = append(words, "elapsed", f.Elapsed().Round(time.Second))
	if f.Waiting {
		words = append(words, "resumes_in", f.Pause().Round(time.Second))
	}
	if left, ok := f.Left(); ok {
		words = append(words, "left", left.Round(time.Second))
	}
	for _, h := range f.Paced {
		words = append(words, "paced", text.Clean(h.String()))
	}
	l.Log.Info(l.message(f), words...)
}

// message says what the run is doing.
func (l Lines) message(f Frame) string {
	if f.Waiting {
		return "waiting for the next round"
	}
	return "checking"
}
