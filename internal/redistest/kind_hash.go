package redistest

func hashKind() kind {
	return kind{
		name:    "hash",
		seed:    seedHash,
		changes: nil,
	}
}

func seedHash(w *writer) {
	var pairs []any
	for _, field := range w.elements(w.length()) {
		pairs = append(pairs, field, w.binary(60))
	}
	w.p.HSet(w.ctx, w.key, append(pairs, "", "the empty field's value")...)
}
