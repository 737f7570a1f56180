package redistest

import "fmt"

func listKind() kind {
	return kind{
		name:    "list",
		seed:    seedList,
		changes: []change{changeItem, pushItem, popItem},
	}
}

// seedList writes some elements twice, as only lists can hold them.
func seedList(w *writer) {
	elements := w.elements(w.length())
	w.p.RPush(w.ctx, w.key, anys(elements)...)
	w.p.RPush(w.ctx, w.key, elements[0], "", w.binary(60))
}

func changeItem(m *mutation) string {
	m.t.Helper()
	i := m.Int64N(must(m, m.c.LLen(m.ctx, m.key)))
	was := must(m, m.c.LIndex(m.ctx, m.key, i))
	must(m, m.c.LSet(m.ctx, m.key, i, m.other(was)))
	return fmt.Sprintf("changed element %d", i)
}

func pushItem(m *mutation) string {
	m.t.Helper()
	if m.IntN(2) == 0 {
		must(m, m.c.LPush(m.ctx, m.key, m.fresh()))
		return "pushed an element at the front"
	}
	must(m, m.c.RPush(m.ctx, m.key, m.fresh()))
	return "pushed an element at the end"
}

func popItem(m *mutation) string {
	m.t.Helper()
	must(m, m.c.RPop(m.ctx, m.key))
	return "removed the last element"
}
