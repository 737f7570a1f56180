package value

import (
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// opened is the collection, held if it has to be.
func (m members) opened(ctx context.Context, s Server, key string) (*collection, error) {
	c := m.collection(s.Pipeline, key)
	if err := measure(ctx, s.Pipeline, c); err != nil {
		return nil, err
	}
	return c, hold(ctx, s.Pipeline, c)
}

func (m members) open(ctx context.Context, s Server, key string) (reader, error) {
	c, err := m.opened(ctx, s, key)
	if err != nil {
		return nil, err
	}
	if !m.asksTimes(s) {
		return c.reader(), nil
	}
	r := &lookupReader{}
	r.walk = lookupWalk{list: c.reader(), most: c.timesAtOnce(), find: [2]finder{nil, c.findTimesInParts()}, compare: r.timed}
	return r, nil
}

func (m members) asksTimes(s Server) bool {
	return s.FieldTimes && m == hashMembers() && s.Pipeline.FieldExpiry() == redis.ToldFields
}

// timed keeps a field with the time that was told. One that has expired meanwhile
// is not there.
func (r *lookupReader) timed(e Element, found [2][]byte) {
	switch e.Content = found[0]; string(found[1]) {
	case gone:
		return
	case stays:
	default:
		e.Expires, _ = strconv.ParseInt(string(found[1]), 10, 64)
	}
	r.out = append(r.out, e)
}

// timesAtOnce is how many fields' times may be asked for in one exchange.
func (c *collection) timesAtOnce() int {
	if c.linear { // that its fields are held is of no use here
		return c.names()
	}
	return math.MaxInt
}

func (c *collection) findTimesInParts() finder { return chunked(c.findTimes, PageElements) }

func (m members) find(ctx context.Context, s Server, key string, names []string) (out []Element, err error) {
	c, err := m.opened(ctx, s, key)
	if err != nil {
		return nil, err
	}
	walk := &lookupWalk{list: &listed{rest: fieldsOf(names)}, most: min(c.together(), PageElements), find: [2]finder{c.find, nil}}
	if m.asksTimes(s) {
		walk.most, walk.find[1] = min(walk.most, c.timesAtOnce()), c.findTimesInParts()
	}
	walk.compare = func(e Element, found [2][]byte) {
		e.Content = slices.Clone(found[0])
		if text := string(found[1]); e.Content != nil && text != stays && text != gone {
			e.Expires, _ = strconv.ParseInt(text, 10, 64) // 0 where it was not asked for
		}
		out = append(out, e)
	}
	err = drive(ctx, s.Pipeline, walk)
	return out, err
}

func fieldsOf(names []string) []Field {
	out := make([]Field, len(names))
	for i, name := range names {
		out[i].Name = name
	}
	return out
}
