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
	Lag     Lag // the largest that was witnessed
	limit   int
}

// New returns a history that keeps at most so many versions of the source.
func New(versions int) *History { return &History{limit: versions} }

// Add takes note of a look. Looks are added in the order of their times.
func (h *History) Add(l Look) {
	h.Looks++
	moved := h.Target.see(l.At, l.Target)
	if moved {
		h.Changes = 0
	}
	if h.addSource(l) {
		h.Changes++
	}
	switch {
	case l.Source == l.Target:
		h.Apart = time.Time{}
	case moved || h.Apart.IsZero():
		h.Apart = l.At
	}
	if moved {
		h.Lag = largest(h.Lag, h.lag())
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
	if len(h.Source) >= h.limit {
		h.Source = slices.Delete(h.Source, 0, len(h.Source)-h.limit+1)
	}
	h.Source = append(h.Source, last)
	return changed
}

// now is the source's version of the last look.
func (h *History) now() Version { return h.Source[len(h.Source)-1] }

// held reports whether the source was seen to hold the target's content before.
func (h *History) held() bool {
	return slices.ContainsFunc(h.Source, func(v Version) bool { return v.Digest == h.Target.Digest })
}
