package redistest

import "fmt"

func hashKind() kind {
	return kind{
		name:    "hash",
		seed:    seedHash,
		changes: []change{changeField, addField, removeField},
	}
}

func seedHash(w *writer) {
	var pairs []any
	for _, field := range w.elements(w.length()) {
		pairs = append(pairs, field, w.binary(60))
	}
	w.p.HSet(w.ctx, w.key, append(pairs, "", "the empty field's value")...)
}

func changeField(m *mutation) string {
	m.t.Helper()
	field := m.field()
	was := must(m, m.c.HGet(m.ctx, m.key, field))
	must(m, m.c.HSet(m.ctx, m.key, field, m.other(was)))
	return fmt.Sprintf("changed the value of field %q", field)
}

func addField(m *mutation) string {
	m.t.Helper()
	field := m.fresh()
	must(m, m.c.HSet(m.ctx, m.key, field, "value"))
	return fmt.Sprintf("added field %q", field)
}

func removeField(m *mutation) string {
	m.t.Helper()
	field := m.field()
	must(m, m.c.HDel(m.ctx, m.key, field))
	return fmt.Sprintf("removed field %q", field)
}

func (m *mutation) field() string {
	m.t.Helper()
	fields := must(m, m.c.HKeys(m.ctx, m.key))
	return fields[m.IntN(len(fields))]
}
