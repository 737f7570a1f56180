package check

import (
	"context"
	"fmt"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// none is what TYPE answers for a key that is not there.
const none = "none"

// unknownType is the type of keys of which nobody asked it, or was told.
const unknownType = "unknown"

// identity is what both sides say of a key's type and of the time it has left.
type identity struct {
	look  *look
	types [2]string
	pttl  [2]int64
	took  time.Duration // by the exchange
	lens  [2]int        // places of the replies about the length, -1 where not asked
	count int           // place of the reply that tells whether it has any elements, -1 where not asked
}

// identify asks for types. It settles the keys that are gone, are on one side
// only or have two types, and returns those that have one type, now for sure.
func (w *worker) identify(ctx context.Context, looks []*look) (known []*look, err error) {
	ids, err := w.identities(ctx, looks)
	if err != nil {
		return nil, err
	}
	var odd []identity
	for _, id := range ids {
		switch w.sort(id) {
		case isOpen:
			known = append(known, id.look)
		case isBig:
			odd = append(odd, id)
		}
	}
	again, err := w.measure(ctx, odd)
	return append(known, again...), err
}

// identities asks both sides about all keys.
func (w *worker) identities(ctx context.Context, looks []*look) ([]identity, error) {
	for _, l := range looks {
		for i, side := range w.pair.Sides() {
			l.at[i] = side.Add("TYPE", l.key[i])
			l.expiry[i] = side.Add("PTTL", l.key[i])
			if w.typeless() {
				l.there[i] = side.Add("EXISTS", l.key[i])
			}
		}
	}
	if err := w.pair.Exec(ctx); err != nil {
		return nil, err
	}
	var out []identity
	for _, l := range looks {
		id, err := w.identity(l)
		if err != nil {
			w.unverified(l, err.Error())
			continue
		}
		out = append(out, id)
	}
	return out, nil
}

// typeless reports whether a key may be compared although nobody tells its type.
func (w *worker) typeless() bool { return !w.traits.types && w.types == nil }

func (w *worker) identity(l *look) (id identity, err error) {
	id = identity{look: l, took: w.pair.Took(), lens: [2]int{-1, -1}, count: -1}
	for i, side := range w.pair.Sides() {
		if id.types[i], err = w.typeOf(side, l, i); err != nil {
			return id, err
		}
		if id.pttl[i], err = side.Reply(l.expiry[i]).Int(); err != nil {
			id.pttl[i] = noExpiry // it only explains why a key is missing
		}
	}
	return id, nil
}

// typeOf reads a side's reply to TYPE, or to EXISTS where that will do.
func (w *worker) typeOf(side *redis.Pipeline, l *look, i int) (string, error) {
	name, err := side.Reply(l.at[i]).Text()
	if err == nil {
		return string(name), nil
	}
	err = fmt.Errorf("TYPE: %w", err)
	if !w.typeless() {
		return "", err
	}
	switch n, errExists := side.Reply(l.there[i]).Int(); {
	case errExists != nil:
		return "", err
	case n == 0:
		return none, nil
	}
	return unknownType, nil
}

// sort settles a key by its types: isOpen means that its contents have to be
// compared, isBig that it is a conflict whose lengths have to be asked for.
func (w *worker) sort(id identity) progress {
	a, b := id.types[0], id.types[1]
	ended, again := id.ranOut()
	switch {
	case a == none && b == none, ended:
		w.tally.gone++
	case again:
		id.look.typ, id.look.sure = nil, false
		return isOpen
	case a != none && !w.types.Admit(a), a == none && !w.types.Admit(b):
		w.tally.skipped++
	case a == none || b == none:
		return isBig
	case !w.traits.types:
		w.conclude(id.look, value.Diff{State: value.Same})
	case a != b:
		return isBig
	default:
		id.look.typ, id.look.sure = value.Of(a), true
		return isOpen
	}
	return isSettled
}

// ranOut reports whether a key that is on one side only expired on the other, or
// has to be looked at again to know it.
func (id identity) ranOut() (ended, again bool) {
	switch {
	case id.types[0] == none && id.types[1] != none:
		return ranOut(id.pttl[1], id.took)
	case id.types[1] == none && id.types[0] != none:
		return ranOut(id.pttl[0], id.took)
	}
	return false, false
}
