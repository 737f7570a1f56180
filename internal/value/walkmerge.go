package value

import (
	"bytes"
	"slices"
)

// mergeWalk reads both sides page by page, in the order of their elements, and
// compares what stands at the same place.
type mergeWalk struct {
	readers [2]reader
	rules   merger

	held   [2][]Element // read, but not compared yet
	total  [2]int64     // lengths of the values, if pages tell; two lengths end the walk
	queued [2]bool
	ended  [2]bool // there is no next page
	done   bool
}

// merger is how two ordered lists of elements are compared.
type merger struct {
	order func(a, b Element) int
	same  func(a, b Element) bool
	// note takes the difference of an element. It returns false when no others
	// are wanted.
	note func(e Element, kind Kind) (more bool)
}

func (w *mergeWalk) queue() bool {
	w.queued = [2]bool{}
	for i, r := range w.readers {
		if !w.done && !w.ended[i] && len(w.held[i]) == 0 {
			w.queued[i] = true
			r.queue()
		}
	}
	return w.queued != [2]bool{}
}

// take compares as far as both sides are known. What is held of a side stays
// valid: nothing is asked of it meanwhile.
func (w *mergeWalk) take() error {
	var pages [2]page
	for i, r := range w.readers {
		if !w.queued[i] {
			continue
		}
		var err error
		if pages[i], err = r.take(); err != nil {
			return err
		}
		w.ended[i], w.total[i] = pages[i].last, pages[i].total
	}
	if w.total[0] != w.total[1] {
		w.done = true
		return nil
	}
	if w.queued == [2]bool{true, true} && pages[0].equal(pages[1]) {
		return nil
	}
	for i, p := range pages {
		if !w.queued[i] {
			continue
		}
		var err error
		if w.held[i], err = p.parse(); err != nil {
			return err
		}
	}
	w.compare()
	return nil
}

// equal reports whether two pages that begin at the same place are the same bytes.
func (p page) equal(other page) bool {
	return p.raw != nil && bytes.Equal(p.raw, other.raw)
}

func (w *mergeWalk) compare() {
	n := w.comparable()
	w.done = !w.rules.compare(w.held[0][:n[0]], w.held[1][:n[1]])
	w.held[0], w.held[1] = w.held[0][n[0]:], w.held[1][n[1]:]
}

// comparable is how many elements of each side can be compared: those up to the
// last one that both sides are known to.
func (w *mergeWalk) comparable() (n [2]int) {
	var bound *Element
	for i, list := range w.held {
		if w.ended[i] || len(list) == 0 {
			continue
		}
		if last := &list[len(list)-1]; bound == nil || w.rules.order(*last, *bound) < 0 {
			bound = last
		}
	}
	for i, list := range w.held {
		n[i] = len(list)
		if bound != nil {
			n[i], _ = slices.BinarySearchFunc(list, *bound, func(e, bound Element) int {
				return max(w.rules.order(e, bound), 0)*2 - 1 // the first after bound
			})
		}
	}
	return n
}

// compare merges two lists. It returns false when no more differences are wanted.
func (m merger) compare(a, b []Element) (more bool) {
	for len(a) > 0 || len(b) > 0 {
		switch order := m.heads(a, b); {
		case order < 0:
			more = m.note(a[0], LackTarget)
			a = a[1:]
		case order > 0:
			more = m.note(b[0], LackSource)
			b = b[1:]
		default:
			more = m.same(a[0], b[0]) || m.note(a[0], Value)
			a, b = a[1:], b[1:]
		}
		if !more {
			return false
		}
	}
	return true
}

func (m merger) heads(a, b []Element) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	}
	return m.order(a[0], b[0])
}
