package redistest

func setKind() kind {
	return kind{
		name:    "set",
		seed:    seedSet,
		changes: nil,
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
