package check

import "context"

// scout settles one key of each family of which nothing is known, by reading it,
// and tells the other keys what came of that. It returns them.
func (w *worker) scout(ctx context.Context, looks []*look) (rest []*look, err error) {
	var first []*look
	met := map[uint64]bool{}
	for _, l := range looks {
		name, _ := familyName(l.key[0])
		if l.family == nil && !met[name] {
			met[name] = true
			first = append(first, l)
		} else {
			rest = append(rest, l)
		}
	}
	if err := w.inspect(ctx, first); err != nil {
		return nil, err
	}
	for _, l := range rest {
		l.meet(w.families)
	}
	return rest, nil
}
