package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/value"
)

// measure asks for the lengths of keys that are on one side only or have two
// types, and writes the conflicts down. It returns keys that changed meanwhile.
func (w *worker) measure(ctx context.Context, odd []identity) (again []*look, err error) {
	for i := range odd {
		w.askLength(&odd[i])
	}
	if err := w.pair.Exec(ctx); err != nil {
		return nil, err
	}
	type unclear struct {
		identity
		Conflict
	}
	var big []unclear
	for _, id := range odd {
		c, ok := w.verdict(id)
		switch elements := w.elements(id); {
		case !ok:
			id.look.typ, id.look.sure = value.Of(c.Type), true
			again = append(again, id.look)
		case elements == someElements:
			w.conflict(id.look, c)
		case elements == noElements:
			w.tally.gone++
		default:
			big = append(big, unclear{id, c})
		}
	}
	for _, u := range big {
		if err := w.countHidden(ctx, u.identity, u.Conflict); err != nil {
			return nil, err
		}
	}
	return again, nil
}

// side is that whose length will be told.
func (id identity) side() int {
	if id.types[0] == none {
		return 1
	}
	return 0
}

// oneSided reports whether the key is on one side only.
func (id identity) oneSided() bool { return id.types[0] == none || id.types[1] == none }

// askLength asks for a key's length, and for a page of it if the length alone does
// not show that there is anything.
func (w *worker) askLength(id *identity) {
	side := id.side()
	p, key, t := w.pair.Sides()[side], id.look.key[side], value.Of(id.types[side])
	id.lens[side] = t.Length(p, key)
	if id.oneSided() && value.Hides(t, p) {
		id.count = value.QueueCount(p, t, key, value.FewElements)
	}
}

// elements is what is known of a key's elements.
type elements int

const (
	someElements elements = iota // or it needs none
	noElements                   // all have expired: the key is about to be deleted
	unclearElements
)

func (w *worker) elements(id identity) elements {
	if id.count < 0 {
		return someElements
	}
	n, whole, err := value.CountOf(w.pair.Sides()[id.side()].Reply(id.count))
	switch {
	case err != nil, n > 0:
		return someElements
	case whole:
		return noElements
	}
	return unclearElements
}

// countHidden settles a hash on one side whose first page is empty.
func (w *worker) countHidden(ctx context.Context, id identity, c Conflict) error {
	counts, err := value.Counts(ctx, w.pair, value.Hash(), id.look.key)
	switch {
	case err != nil && !isKeyError(ctx, err):
		return err
	case err != nil:
		w.unverified(id.look, err.Error())
	case counts[id.side()] == 0:
		w.tally.gone++
	default:
		w.conflict(id.look, c)
	}
	return nil
}

// verdict makes the conflict; false if the key has no elements any more.
func (w *worker) verdict(id identity) (Conflict, bool) {
	c := Conflict{Kind: value.LackTarget, Type: id.types[0]}
	switch {
	case id.types[0] == none:
		c.Kind, c.Type = value.LackSource, id.types[1]
	case id.types[1] != none:
		c.Kind, c.Len[1] = value.TypeKind, -1
		c.Facts[1].Type = id.types[1]
	}
	for i, at := range id.lens {
		if id.pttl[i] >= 0 {
			c.Facts[i].Expiry = Expiry{ExpiresIn, id.pttl[i]}
		}
		if at < 0 {
			continue
		}
		n, err := w.pair.Sides()[i].Reply(at).Int()
		if err == nil && n == 0 && !value.MayBeEmpty(value.Of(c.Type)) {
			return c, false
		}
		if err != nil {
			c.Facts[i].LenError = err.Error()
		}
		c.Len[i] = n
	}
	return c, true
}
