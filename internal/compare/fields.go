package compare

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// suspects makes candidates of what the last round found. Of a hash, set or zset
// whose differing fields are all known only those are looked up, so that a big key
// that is written to all the time settles too; everything else is compared as new.
func (m *comparison) suspects(found []Conflict) []*candidate {
	keys := make([]*candidate, len(found))
	for i, s := range found {
		c := &candidate{key: m.options.KeyMap.Pair(s.Key)}
		if s.Type != "" {
			c.guess(value.Of(s.Type))
		}
		switch _, named := c.typ.(value.Named); {
		case named && m.fieldsSuffice(s):
			c.next, c.fields = needFields, s.Fields
		case !m.options.Mode.NeedsTypes(): // nothing else asks whether the source still has it
			c.next = needType
		default:
			c.next = m.readStep(c)
		}
		keys[i] = c
	}
	return keys
}

// fieldsSuffice reports whether looking up a suspect's fields is enough.
func (m *comparison) fieldsSuffice(s Conflict) bool {
	return s.Kind == value.Value && len(s.Fields) > 0 && s.More == 0 && m.options.Mode.ReadsValues()
}

// compareFields settles keys by the fields that differed. A key that is not what
// it was is read as new.
func (m *comparison) compareFields(ctx context.Context, keys []*candidate) error {
	few, many := divide(keys, func(c *candidate) bool { return len(c.fields) <= value.FewElements })
	asked := make([]fieldQuestion, len(few))
	for i, c := range few {
		asked[i] = m.askFields(c)
	}
	if err := m.pair.Exec(ctx); err != nil {
		return err
	}
	for i, c := range few {
		m.takeFields(c, asked[i])
	}
	for _, c := range many {
		if err := m.compareManyFields(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// compareManyFields settles a key by more fields than one command asks for.
func (m *comparison) compareManyFields(ctx context.Context, c *candidate) error {
	diff, err := value.CompareFields(ctx, m.pair, c.key, value.Fields{Type: c.typ.(value.Named), Fields: c.fields})
	if err == nil && m.expiry.on {
		err = m.readTimes(ctx, c)
	}
	switch {
	case err != nil && !isKeyError(ctx, err):
		return err
	case err != nil:
		c.next = m.readStep(c)
	default:
		m.decide(c, diff)
	}
	return nil
}

// readTimes reads the expiry of one key.
func (m *comparison) readTimes(ctx context.Context, c *candidate) (err error) {
	q := m.expiry.ask(m.pair, c)
	if err := m.pair.Exec(ctx); err != nil {
		return err
	}
	c.times, err = m.expiry.read(m.pair, q)
	return err
}

// fieldQuestion asks for some fields of a key, for its length and its expiry.
type fieldQuestion struct {
	lens    question
	answers [2]value.Answer
	times   question
}

func (m *comparison) askFields(c *candidate) (q fieldQuestion) {
	named := c.typ.(value.Named)
	names := make([]string, len(c.fields))
	for i, f := range c.fields {
		names[i] = f.Name
	}
	for i, side := range m.pair.Sides() {
		q.lens[i] = named.Length(side, c.key[i])
		q.answers[i] = named.Ask(side, c.key[i], names)
	}
	if m.expiry.on {
		q.times = m.expiry.ask(m.pair, c)
	}
	return q
}

// takeFields concludes from the fields that still differ.
func (m *comparison) takeFields(c *candidate, q fieldQuestion) {
	lens, contents, err := q.read(m.pair, len(c.fields))
	if err == nil && m.expiry.on {
		c.times, err = m.expiry.read(m.pair, q.times)
	}
	if err != nil || lens[0] == 0 || lens[1] == 0 {
		c.next = m.readStep(c)
		return
	}
	diff := value.Diff{State: value.Same, Len: lens}
	for i, f := range c.fields {
		if kind, differ := value.CompareField(c.typ.(value.Named), contents[0][i], contents[1][i]); differ {
			diff.State = value.Different
			diff.Fields = append(diff.Fields, value.Field{Name: f.Name, Kind: kind})
		}
	}
	m.decide(c, diff)
}

// read returns both sides' lengths, and the contents of n fields.
func (q fieldQuestion) read(p *redis.Pair, n int) (lens [2]int64, contents [2][][]byte, err error) {
	for i, r := range p.Replies(q.lens) {
		if lens[i], err = r.Int(); err != nil {
			return lens, contents, err
		}
		if contents[i], err = q.answers[i](); err != nil {
			return lens, contents, err
		}
		if len(contents[i]) != n {
			return lens, contents, errNothing
		}
	}
	return lens, contents, nil
}
