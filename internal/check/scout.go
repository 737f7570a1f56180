package check

import "context"

// scout settles one key of each family of which nothing is known, by reading it,
// and tells the other keys what came of that: their type need not be asked for
// then, and how much to read at once is known. It returns them.
func (w *worker) scout(ctx context.Context, looks []*look) (rest []*look, err error) {
	if !w.traits.whole {
		return looks, nil
	}
	met := map[uint64]bool{}
	first, rest := divide(looks, func(l *look) bool {
		if l.family != nil {
			return false
		}
		name, _ := familyName(l.key[0])
		again := met[name]
		met[name] = true
		return !again
	})
	if len(first) == 0 {
		return rest, nil
	}
	if err := w.inspect(ctx, first); err != nil {
		return nil, err
	}
	for _, l := range rest {
		l.meet(w.families)
	}
	return rest, nil
}
