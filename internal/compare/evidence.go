package compare

import "time"

// State is what is known of a difference besides that it was seen.
type State string

// The states. A conflict without one was seen in each round, or in the only one,
// and nobody looked whether it stands still.
const (
	Unjudged  State = ""
	Confirmed State = "confirmed" // both sides stood still and differ
	Stuck     State = "stuck"     // the target stood still while the source changed
	Seen      State = "seen"      // it differed each time that the key was compared
)

// How tells by what it is known that a key stood still.
type How string

// The ways. A key that was compared each time may have changed in between.
const (
	ByReads      How = "equal reads"
	ByComparison How = "comparisons"
)

// Evidence is what a verdict rests on.
type Evidence struct {
	State       State
	First, Last time.Time        // looks
	Looks       int              // besides the comparisons of the rounds
	Stood       [2]time.Duration // how long source and target are known to have stood still
	How         How
	Lag         time.Duration // of parts of the key that follow; 0 if none was witnessed
}
