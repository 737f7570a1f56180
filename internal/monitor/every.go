package monitor

import "time"

// Every calls a painter no more often than once in d, but with each end of a
// round and the last frame.
func Every(d time.Duration, paint Painter) Painter {
	var shown time.Time
	return func(f Frame) {
		if f.RoundEnded || f.Last || f.At.Sub(shown) >= d {
			shown = f.At
			paint(f)
		}
	}
}
