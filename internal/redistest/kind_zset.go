package redistest

import "strconv"

func zsetKind() kind {
	return kind{
		name:    "zset",
		seed:    seedZset,
		changes: nil,
	}
}

func seedZset(w *writer) {
	args := []any{"ZADD", w.key}
	for _, member := range w.elements(w.length()) {
		args = append(args, w.score(), member)
	}
	w.p.Do(w.ctx, args...)
}

// score returns a score as text: also infinite, huge, tiny, or one that
// servers of different versions print differently.
func (w *writer) score() string {
	extremes := []string{"inf", "-inf", "0", "-0", "1e300", "-1e-300", "0.1", "3.0000000000000004"}
	switch w.IntN(4) {
	case 0:
		return extremes[w.IntN(len(extremes))]
	case 1:
		return strconv.FormatFloat(w.NormFloat64(), 'g', 17, 64)
	}
	return strconv.Itoa(w.IntN(2000) - 1000)
}
