package witness

import "time"

// State is what a history shows of a key or a part.
type State uint8

// The states. Equal and Late are no conflicts; Confirmed and Stuck are.
const (
	Moving    State = iota // no verdict: the sides differ, and nothing shows that the target follows or does not
	Equal                  // both sides held the same when looked at last
	Late                   // the target holds what the source held before
	Confirmed              // the sides stood still and differ
	Stuck                  // the target stood still while the source moved on
)

// enough is how many changes of the source, without one of the target, show that the
// target does not follow a source that comes back to the target's content time and
// again, such as a lock. A target that follows shows the same content in so many
// looks once in 2^12 cases.
const enough = 12

// State judges a history. grace is how long a side has to be known to stand still
// before a difference counts: several times the lag of the replication.
func (h *History) State(grace time.Duration) State {
	still := h.Looks > 1 && h.Target.Stood() >= grace
	equal := h.Apart.IsZero()
	switch {
	case still && h.Changes >= enough:
		return Stuck
	case equal:
		return Equal
	case still && h.now().Stood() >= grace:
		return Confirmed
	case still && h.Changes > 0 && h.Target.Last.Sub(h.Apart) >= grace:
		return Stuck
	case h.held(), h.Followed:
		return Late
	}
	return Moving
}
