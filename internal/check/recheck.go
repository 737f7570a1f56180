package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/value"
)

// recheck looks again at keys that conflicted in the last round. Of a hash, set
// or zset whose differing fields are all known only those are looked at, so
// that a big key that is written to all the time settles too; everything else
// is looked at as new.
func (w *worker) recheck(ctx context.Context, suspects []Conflict) error {
	var fresh []*look
	var partly []*again
	for _, s := range suspects {
		l := &look{key: w.names.Pair(s.Key)}
		if s.Type != "" {
			l.guess(value.Of(s.Type))
		}
		if t, ok := l.typ.(value.Named); ok && w.onlyFields(s) {
			partly = append(partly, &again{look: l, named: t, fields: s.Fields})
			continue
		}
		fresh = append(fresh, l)
	}
	changed, err := w.recheckFields(ctx, partly)
	if err == nil && !w.traits.types { // else nobody asks whether the source still has them
		fresh, err = w.identify(ctx, fresh)
	}
	if err != nil {
		return err
	}
	return w.inspect(ctx, append(fresh, changed...))
}

// onlyFields reports whether looking at a suspect's fields is enough.
func (w *worker) onlyFields(s Conflict) bool {
	return s.Kind == value.Value && len(s.Fields) > 0 && s.More == 0 && w.traits.expiry
}

// again is a key of which only some fields are looked at.
type again struct {
	*look
	named   value.Named
	fields  []value.Field
	lens    [2]int
	answers [2]value.Answer
}

// recheckFields settles keys by their fields. It returns those that are not
// what they were.
func (w *worker) recheckFields(ctx context.Context, keys []*again) (changed []*look, err error) {
	few, many := divide(keys, func(k *again) bool { return len(k.fields) <= value.FewElements })
	for _, k := range few {
		w.ask(k)
	}
	if err := w.pair.Exec(ctx); err != nil {
		return nil, err
	}
	for _, k := range few {
		if !w.settleFields(k) {
			changed = append(changed, k.look)
		}
	}
	for _, k := range many {
		settled, err := w.recheckMany(ctx, k)
		if err != nil {
			return nil, err
		}
		if !settled {
			changed = append(changed, k.look)
		}
	}
	return changed, nil
}

// recheckMany settles a key by more fields than one command asks for; false if
// it has to be looked at as new.
func (w *worker) recheckMany(ctx context.Context, k *again) (settled bool, err error) {
	diff, err := value.CompareFields(ctx, w.pair, k.key, value.Fields{Type: k.named, Fields: k.fields})
	if err == nil && w.expiry.on {
		w.expiry.queue(w.pair, k.look)
		if err = w.pair.Exec(ctx); err == nil {
			k.times, err = w.expiry.read(w.pair, k.look)
		}
	}
	if err != nil {
		if isKeyError(ctx, err) {
			err = nil
		}
		return false, err
	}
	w.decide(k.look, diff)
	return true, nil
}

func (w *worker) ask(k *again) {
	names := make([]string, len(k.fields))
	for i, f := range k.fields {
		names[i] = f.Name
	}
	for i, side := range w.pair.Sides() {
		k.lens[i] = k.named.Length(side, k.key[i])
		k.answers[i] = k.named.Ask(side, k.key[i], names)
	}
	if w.expiry.on {
		w.expiry.queue(w.pair, k.look)
	}
}

// settleFields concludes from the fields that still differ; false if the key
// has to be looked at as new.
func (w *worker) settleFields(k *again) bool {
	lens, contents, err := w.answers(k)
	if err == nil && w.expiry.on {
		k.times, err = w.expiry.read(w.pair, k.look)
	}
	if err != nil || lens[0] == 0 || lens[1] == 0 {
		return false
	}
	diff := value.Diff{State: value.Same, Len: lens}
	for i, f := range k.fields {
		if kind, differ := value.CompareField(k.named, contents[0][i], contents[1][i]); differ {
			diff.State = value.Different
			diff.Fields = append(diff.Fields, value.Field{Name: f.Name, Kind: kind})
		}
	}
	w.decide(k.look, diff)
	return true
}

// answers reads both sides' lengths and contents.
func (w *worker) answers(k *again) (lens [2]int64, contents [2][][]byte, err error) {
	for i, side := range w.pair.Sides() {
		if lens[i], err = side.Reply(k.lens[i]).Int(); err != nil {
			return lens, contents, err
		}
		if contents[i], err = k.answers[i](); err != nil {
			return lens, contents, err
		}
		if len(contents[i]) != len(k.fields) {
			return lens, contents, errNothing
		}
	}
	return lens, contents, nil
}
