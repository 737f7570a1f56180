package compare

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/value"
)

// targetOnly looks for keys of the target that the source lacks. The batch holds
// names of the target's keys. What the source has was compared before.
func (m *comparison) targetOnly(ctx context.Context, b Batch) error {
	keys := m.originals(b.Keys)
	for _, db := range b.Origins {
		m.pair.Source.Use(db)
		for _, atOnce := range [...]int{existsAtOnce, 1} { // first in groups: most have all their keys
			var err error
			if keys, err = m.absent(ctx, keys, atOnce); err != nil {
				return err
			}
		}
	}
	m.pair.Source.Use(b.DB)
	keys = m.withoutOriginal(keys)
	for _, c := range keys {
		c.next = needType
	}
	return m.settle(ctx, keys)
}

// originals makes candidates of the target's keys: one for each name that a key may
// have on the source, under which it is compared.
func (w *Worker) originals(names []string) []*candidate {
	w.memory, w.order = w.memory[:0], w.order[:0]
	met := map[string]bool{} // SCAN may repeat a name
	for _, name := range names {
		switch {
		case len(w.options.KeyMap) > 0 && met[name]:
		case len(w.options.KeyMap) > 0:
			met[name] = true
			for _, original := range w.options.Originals(name) {
				w.memory = append(w.memory, candidate{key: value.Key{original, name}})
			}
		case w.options.Filter.Admits(name):
			w.memory = append(w.memory, candidate{key: value.Key{name, name}})
		}
	}
	for i := range w.memory {
		w.order = append(w.order, &w.memory[i])
	}
	return w.order
}

// absent returns the keys that the source does not have, as far as commands about so
// many keys tell: one that counts less keys than it was asked for leaves all of
// them.
func (m *comparison) absent(ctx context.Context, keys []*candidate, atOnce int) ([]*candidate, error) {
	type question struct {
		group
		at int
	}
	var asked []question
	for _, all := range groupKeys(m.pair, keys) {
		for _, g := range all.chunks(atOnce) {
			asked = append(asked, question{g, g.askSide(m.pair, "EXISTS", 0)})
		}
	}
	if err := m.pair.Exec(ctx); err != nil {
		return nil, err
	}
	left := keys[:0]
	for _, q := range asked {
		n, err := m.pair.Source.Reply(q.at).Int()
		switch {
		case err != nil && atOnce == 1:
			m.unverified(q.keys[0], err.Error())
		case err != nil || n < int64(len(q.keys)):
			left = append(left, q.keys...)
		}
	}
	return left, nil
}

// withoutOriginal returns one candidate for each key of the target of which all
// candidates are left.
func (m *comparison) withoutOriginal(keys []*candidate) []*candidate {
	if len(m.options.KeyMap) == 0 {
		return keys
	}
	left := map[string]int{}
	for _, c := range keys {
		left[c.key[1]]++
	}
	out := keys[:0]
	for _, c := range keys {
		if n := left[c.key[1]]; n > 0 && n == len(m.options.Originals(c.key[1])) {
			out = append(out, c)
			left[c.key[1]] = 0
		}
	}
	return out
}
