package check

import "github.com/redis-full-check/redis-full-check/internal/value"

// maxFound is how many bytes of what a batch found are held before the batch is
// through.
const maxFound = 1 << 20

// handOver returns the function that passes fields of a key on before all of
// them are found.
func (w *worker) handOver(l *look) func([]value.Field) {
	return func(fields []value.Field) {
		if l.part == 0 {
			l.part = w.parts.Add(1)
		}
		w.send(Findings{Parts: []Part{{l.part, fields}}})
	}
}

// drop takes back what was passed on of a key.
func (w *worker) drop(l *look) {
	if l.part != 0 {
		w.found.Dropped = append(w.found.Dropped, l.part)
		l.part = 0
	}
}

// keep holds a conflict, and passes on what is held if it is much.
func (w *worker) keep(c Conflict) {
	w.found.Conflicts = append(w.found.Conflicts, c)
	for _, f := range c.Fields {
		w.held += len(f.Name) + 64
	}
	if w.held > maxFound {
		w.passOn()
	}
}

// passOn sends what was found to the store.
func (w *worker) passOn() {
	if !w.found.Empty() {
		w.send(w.found)
	}
	w.found, w.held = Findings{}, 0
}
