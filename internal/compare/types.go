package compare

import (
	"context"
	"fmt"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// none is what TYPE answers for a key that is not there.
const none = "none"

// unknownType is the type of keys whose type was not asked for, or not told.
const unknownType = "unknown"

// identity is what both sides said of a key's type and of the time it has left, in
// one exchange.
type identity struct {
	types [2]string
	pttl  [2]int64
}

// resolveTypes asks for types. It settles the keys that are gone, or left out by
// their type.
func (m *comparison) resolveTypes(ctx context.Context, keys []*candidate) error {
	asked := make([]typeQuestion, len(keys))
	for i, c := range keys {
		asked[i] = m.askType(c)
	}
	if err := m.pair.Exec(ctx); err != nil {
		return err
	}
	for i, c := range keys {
		told, err := m.readType(asked[i])
		if err != nil {
			m.unverified(c, err.Error())
			continue
		}
		c.told = told
		m.classify(c, m.pair.Took())
	}
	return nil
}

// typeQuestion asks for a key's type and for the time it has left.
type typeQuestion struct{ name, pttl, exists question }

func (m *comparison) askType(c *candidate) (q typeQuestion) {
	for i, side := range m.pair.Sides() {
		q.name[i] = side.Add("TYPE", c.key[i])
		q.pttl[i] = side.Add("PTTL", c.key[i])
		if m.typeless() {
			q.exists[i] = side.Add("EXISTS", c.key[i])
		}
	}
	return q
}

// typeless reports whether a key may be compared although no side tells its type.
func (m *comparison) typeless() bool {
	return !m.options.Mode.NeedsTypes() && m.options.Types == nil
}

func (m *comparison) readType(q typeQuestion) (told identity, err error) {
	for i, side := range m.pair.Sides() {
		if told.types[i], err = m.typeOf(side, q.name[i], q.exists[i]); err != nil {
			return told, err
		}
		if told.pttl[i], err = side.Reply(q.pttl[i]).Int(); err != nil {
			told.pttl[i] = noExpiry // it only explains why a key is missing
		}
	}
	return told, nil
}

// typeOf reads a side's reply to TYPE, or to EXISTS where that will do.
func (m *comparison) typeOf(side *redis.Pipeline, at, exists int) (string, error) {
	name, err := side.Reply(at).Text()
	if err == nil {
		return string(name), nil
	}
	err = fmt.Errorf("TYPE: %w", err)
	if !m.typeless() {
		return "", err
	}
	switch n, errExists := side.Reply(exists).Int(); {
	case errExists != nil:
		return "", err
	case n == 0:
		return none, nil
	}
	return unknownType, nil
}

// classify decides by its types what a key needs next.
func (m *comparison) classify(c *candidate, took time.Duration) {
	a, b := c.told.types[0], c.told.types[1]
	ended, again := c.told.ranOut(took)
	switch {
	case a == none && b == none, ended:
		m.gone(c)
	case again:
		c.typ, c.confirmed, c.next = nil, false, needType
	case a != none && !m.options.Types.Admit(a), a == none && !m.options.Types.Admit(b):
		m.skipped(c)
	case a == none || b == none:
		c.next = needLengths
	case !m.options.Mode.NeedsTypes():
		m.conclude(c, value.Diff{State: value.Same})
	case a != b:
		c.next = needLengths
	default:
		c.typ, c.confirmed, c.next = value.Of(a), true, needRead
	}
}

// ranOut reports whether a key that is on one side only expired on the other, or
// has to be looked at again to know it.
func (id identity) ranOut(took time.Duration) (ended, again bool) {
	switch {
	case id.types[0] == none && id.types[1] != none:
		return ranOut(id.pttl[1], took)
	case id.types[1] == none && id.types[0] != none:
		return ranOut(id.pttl[0], took)
	}
	return false, false
}

// anInstant is how long an exchange may take for what both sides said in it to be
// taken for said at one moment.
const anInstant = 100 * time.Millisecond

// ranOut reports whether a key that only one side still has was about to expire
// there, so that its time may have run out on the other side, which was asked in
// the same exchange. Again means that it has to be asked once more: the exchange
// took too long to tell, or the key expired in its middle.
func ranOut(pttl int64, took time.Duration) (ended, again bool) {
	switch {
	case pttl == noKey:
		return false, true
	case pttl < 0, time.Duration(pttl)*time.Millisecond > took+rounding:
		return false, false
	}
	return took <= anInstant, took > anInstant
}
