package redistest

import "strings"

func stringKind() kind {
	return kind{
		name:    "string",
		seed:    seedString,
		changes: nil,
	}
}

func seedString(w *writer) {
	switch w.IntN(8) {
	case 0:
		w.p.Set(w.ctx, w.key, w.Int64()-1<<62, 0)
	case 1:
		w.p.Set(w.ctx, w.key, w.binary(300), 0)
	case 2:
		w.p.Set(w.ctx, w.key, "", 0)
	case 3:
		w.p.PFAdd(w.ctx, w.key, anys(w.elements(20))...)
	case 4:
		w.p.Set(w.ctx, w.key, strings.Repeat(w.text(40)+"+", 200), 0)
	default:
		w.p.Set(w.ctx, w.key, w.text(100), 0)
	}
}
