package redistest

import "fmt"

func setKind() kind {
	return kind{
		name:    "set",
		seed:    seedSet,
		changes: []change{addMember, removeMember},
	}
}

// seedSet writes sets of integers too, which servers store another way.
func seedSet(w *writer) {
	if w.IntN(3) == 0 {
		for range w.length() {
			w.p.SAdd(w.ctx, w.key, w.IntN(1e6))
		}
		return
	}
	w.p.SAdd(w.ctx, w.key, anys(w.elements(w.length()))...)
}

func addMember(m *mutation) string {
	m.t.Helper()
	member := m.fresh()
	must(m, m.c.SAdd(m.ctx, m.key, member))
	return fmt.Sprintf("added member %q", member)
}

func removeMember(m *mutation) string {
	m.t.Helper()
	return fmt.Sprintf("removed member %q", must(m, m.c.SPop(m.ctx, m.key)))
}
