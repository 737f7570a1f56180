package value

import (
	"fmt"
	"slices"
)

// lookupWalk looks the elements that a reader lists up by name, page by page. The
// next page is read while one is looked up.
type lookupWalk struct {
	list    reader
	find    [2]finder // of source and target; nil: the content is the one that was listed
	most    int       // names that are looked up in one exchange
	compare func(e Element, contents [2][]byte)

	rest    []Element // of the page that was read last: still to be looked up
	part    []Element // being looked up
	answers [2]Answer // about part
	reading bool      // the next page was queued
	last    bool      // there is none
}

func (w *lookupWalk) queue() bool {
	n := min(len(w.rest), w.most)
	w.part, w.rest = w.rest[:n], w.rest[n:]
	w.lookUp()
	if w.reading = len(w.rest) == 0 && !w.last; w.reading {
		w.list.queue()
	}
	return n > 0 || w.reading
}

// lookUp queues the look-up of a part of a page.
func (w *lookupWalk) lookUp() {
	if len(w.part) == 0 {
		return
	}
	names := namesOf(w.part)
	for i, find := range w.find {
		if find != nil {
			w.answers[i] = find(names)
		}
	}
}

func (w *lookupWalk) take() error {
	if err := w.comparePart(); err != nil || !w.reading {
		return err
	}
	page, err := w.list.take()
	if err != nil {
		return err
	}
	w.last = page.last
	w.rest, err = page.parse()
	return err
}

func (w *lookupWalk) comparePart() error {
	if len(w.part) == 0 {
		return nil
	}
	var found [2][][]byte
	for i, answer := range w.answers {
		if answer == nil {
			continue
		}
		var err error
		if found[i], err = answer(); err != nil {
			return err
		}
		if len(found[i]) != len(w.part) {
			return fmt.Errorf("unexpected reply: %d elements for %d names", len(found[i]), len(w.part))
		}
	}
	for i, e := range w.part {
		contents := [2][]byte{e.Content, e.Content}
		for side := range found {
			if found[side] != nil {
				contents[side] = found[side][i]
			}
		}
		w.compare(e, contents)
	}
	return nil
}

func namesOf(elements []Element) []string {
	names := make([]string, len(elements))
	for i, e := range elements {
		names[i] = e.Name
	}
	return names
}

// pageOf is a page of elements that are at hand.
func pageOf(elements []Element, last bool) page {
	return page{count: len(elements), last: last, parse: func() ([]Element, error) { return elements, nil }}
}

// chunked has a finder ask for some names in one command.
func chunked(find finder, most int) finder {
	return func(names []string) Answer {
		if len(names) <= most {
			return find(names)
		}
		var answers []Answer
		for part := range slices.Chunk(names, most) {
			answers = append(answers, find(part))
		}
		return joined(answers)
	}
}

func joined(answers []Answer) Answer {
	return func() (all [][]byte, err error) {
		for _, a := range answers {
			more, err := a()
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
		return all, nil
	}
}
