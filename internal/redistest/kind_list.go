package redistest

func listKind() kind {
	return kind{
		name:    "list",
		seed:    seedList,
		changes: nil,
	}
}

// seedList writes some elements twice, as only lists can hold them.
func seedList(w *writer) {
	elements := w.elements(w.length())
	w.p.RPush(w.ctx, w.key, anys(elements)...)
	w.p.RPush(w.ctx, w.key, elements[0], "", w.binary(60))
}
