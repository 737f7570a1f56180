package compare

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// fetchLengths settles keys that are on one side only or have two types: they are
// conflicts, whose record says how long they are.
func (m *comparison) fetchLengths(ctx context.Context, keys []*candidate) error {
	asked := make([]lengthQuestion, len(keys))
	for i, c := range keys {
		asked[i] = askLength(m.pair, c)
	}
	if err := m.pair.Exec(ctx); err != nil {
		return err
	}
	type unclear struct {
		*candidate
		Conflict
	}
	var open []unclear
	for i, c := range keys {
		found, ok := asked[i].conflict(m.pair, c.told)
		switch some := asked[i].elements(m.pair); {
		case !ok:
			c.next = needType
		case some == someElements:
			m.conflict(c, found)
		case some == noElements:
			m.gone(c)
		default:
			open = append(open, unclear{c, found})
		}
	}
	for _, u := range open {
		if err := m.countElements(ctx, u.candidate, u.Conflict); err != nil {
			return err
		}
	}
	return nil
}

// side is the side that has the key, the source if both have.
func (id identity) side() int {
	if id.types[0] == none {
		return 1
	}
	return 0
}

// oneSided reports whether the key is on one side only.
func (id identity) oneSided() bool { return id.types[0] == none || id.types[1] == none }

// lengthQuestion asks one side for the length of a key, and, if the length alone
// does not show that there is anything, for a page of it.
type lengthQuestion struct {
	side     int
	at, page int
	paged    bool
}

func askLength(p *redis.Pair, c *candidate) lengthQuestion {
	q := lengthQuestion{side: c.told.side()}
	side, key, t := p.Sides()[q.side], c.key[q.side], value.Of(c.told.types[q.side])
	q.at = t.Length(side, key)
	if q.paged = c.told.oneSided() && value.Hides(t, side); q.paged {
		q.page = value.QueueCount(side, t, key, value.FewElements)
	}
	return q
}

// elements is what is known of a key's elements.
type elements int

const (
	someElements elements = iota // or it needs none
	noElements                   // all have expired: the key is about to be deleted
	unclearElements
)

func (q lengthQuestion) elements(p *redis.Pair) elements {
	if !q.paged {
		return someElements
	}
	n, whole, err := value.CountOf(p.Sides()[q.side].Reply(q.page))
	switch {
	case err != nil, n > 0:
		return someElements
	case whole:
		return noElements
	}
	return unclearElements
}

// countElements settles a hash on one side whose first page is empty.
func (m *comparison) countElements(ctx context.Context, c *candidate, found Conflict) error {
	counts, err := value.Counts(ctx, m.pair, value.Hash(), c.key)
	switch {
	case err != nil && !isKeyError(ctx, err):
		return err
	case err != nil:
		m.unverified(c, err.Error())
	case counts[c.told.side()] == 0:
		m.gone(c)
	default:
		m.conflict(c, found)
	}
	return nil
}

// conflict makes the conflict; false if the key has no elements any more.
func (q lengthQuestion) conflict(p *redis.Pair, told identity) (Conflict, bool) {
	c := Conflict{Kind: value.LackTarget, Type: told.types[q.side]}
	switch {
	case told.types[0] == none:
		c.Kind = value.LackSource
	case told.types[1] != none:
		c.Kind, c.Len[1] = value.TypeKind, -1
		c.Facts[1].Type = told.types[1]
	}
	for i, ms := range told.pttl {
		if ms >= 0 {
			c.Facts[i].Expiry = Expiry{ExpiresIn, ms}
		}
	}
	n, err := p.Sides()[q.side].Reply(q.at).Int()
	if err == nil && n == 0 && !value.MayBeEmpty(value.Of(c.Type)) {
		return c, false
	}
	if err != nil {
		c.Facts[q.side].LenError = err.Error()
	}
	c.Len[q.side] = n
	return c, true
}
