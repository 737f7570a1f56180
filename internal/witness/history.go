package witness

import (
	"slices"
	"time"
)

// History is what was seen of one key or part.
type History struct {
	Source  []Version // oldest first, at most as many as New was told
	Target  Version
	Apart   time.Time // the first look of those in a row that saw the target's version differ; zero if the last did not
	Looks   int
	Changes int // of the source that were seen while the target held its version
	Moves   int // of either side
	Lag     Lag // the largest that was witnessed
	// Followed reports that the target was seen to take over something that the source
	// held before, or held then.
	Followed bool
	moved    [2]bool // source and target
	limit    int
}

// New returns a history that keeps at most so many versions of the source.
func New(versions int) *History { return &History{limit: versions} }

// Again begins to watch anew whether the sides move and whether the target follows:
// a target that followed some time ago may have stopped. What was seen stays known.
func (h *History) Again() { h.Followed, h.moved = false, [2]bool{} }

// Keep sets how many versions of the source are kept from now on.
func (h *History) Keep(versions int) { h.limit = versions }

// Add takes note of a look. Looks are added in the order of their times.
func (h *History) Add(l Look) {
	h.Looks++
	moved := h.Target.see(l.At, l.Target)
	if moved {
		h.Changes, h.moved[1] = 0, true
		h.Moves++
	}
	if h.addSource(l) {
		h.Changes++
		h.Moves, h.moved[0] = h.Moves+1, true
	}
	switch {
	case l.Source == l.Target:
		h.Apart = time.Time{}
	case moved || h.Apart.IsZero():
		h.Apart = l.At
	}
	if moved {
		h.Lag = largest(h.Lag, h.lag())
		h.Followed = h.Followed || h.Target.Digest != Digest{} && h.held()
	}
}

func (h *History) addSource(l Look) (changed bool) {
	var last Version
	if n := len(h.Source); n > 0 {
		last = h.Source[n-1]
	}
	if changed = last.see(l.At, l.Source); !changed && len(h.Source) > 0 {
		h.Source[len(h.Source)-1] = last
		return false
	}
	if len(h.Source) >= h.limit { // many at a time, since the others have to be moved
		h.Source = slices.Delete(h.Source, 0, len(h.Source)-h.limit+1+h.limit/8)
	}
	h.Source = append(h.Source, last)
	return changed
}

// SourceStood is how long the source is known to have held its last version.
func (h *History) SourceStood() time.Duration {
	if len(h.Source) == 0 {
		return 0
	}
	return h.now().Stood()
}

// now is the source's version of the last look.
func (h *History) now() Version { return h.Source[len(h.Source)-1] }

// held reports whether the source was seen to hold the target's content before.
func (h *History) held() bool {
	return slices.ContainsFunc(h.Source, func(v Version) bool { return v.Digest == h.Target.Digest })
}

// Moved tells which sides were seen to change.
func (h *History) Moved() (source, target bool) { return h.moved[0], h.moved[1] }
