package value

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// CompareFields compares only the named fields of two collections, page by page.
// ErrChanged means that they have to be looked at as new: a server holds one in
// one piece, and finds names there by going through it.
func CompareFields(ctx context.Context, p *redis.Pair, key Key, f Fields) (Diff, error) {
	m, ok := f.Type.(members)
	if !ok {
		return Diff{}, ErrChanged
	}
	sides := m.both(p, key)
	if err := measure(ctx, p, sides[:]...); err != nil {
		return Diff{}, err
	}
	most := min(sides[0].names(), sides[1].names())
	if most < PageElements || sides[0].len == 0 || sides[1].len == 0 {
		return Diff{}, ErrChanged
	}
	c := collect(Room{Fields: len(f.Fields)})
	walk := &lookupWalk{list: &listed{rest: f.Fields}, most: most, find: [2]finder{sides[0].find, sides[1].find}}
	walk.compare = func(e Element, contents [2][]byte) {
		if kind, differ := CompareField(m, contents[0], contents[1]); differ {
			c.add(e.Name, kind)
		}
	}
	if err := drive(ctx, p, walk); err != nil {
		return Diff{}, err
	}
	return c.result([2]int64{sides[0].len, sides[1].len}), nil
}

// Fields are fields of a type whose fields can be looked up by name.
type Fields struct {
	Type   Named
	Fields []Field
}

// listed gives fields whose names are known.
type listed struct{ rest []Field }

func (*listed) queue() {}

func (l *listed) take() (page, error) {
	elements := make([]Element, min(len(l.rest), PageElements))
	for i := range elements {
		elements[i].Name = l.rest[i].Name
	}
	l.rest = l.rest[len(elements):]
	return pageOf(elements, len(l.rest) == 0), nil
}

// CompareField compares what two sides answered for a name, nil for none.
func CompareField(t Named, source, target []byte) (Kind, bool) {
	return compareContents(t.Same, [2][]byte{source, target})
}

// compareContents compares what both sides have under a name, nil for nothing.
func compareContents(same func(a, b []byte) bool, contents [2][]byte) (kind Kind, differ bool) {
	switch source, target := contents[0], contents[1]; {
	case source == nil && target == nil:
		return "", false
	case target == nil:
		return LackTarget, true
	case source == nil:
		return LackSource, true
	default:
		return Value, !same(source, target)
	}
}

// compareListed compares what both sides have under a name that one of them, 0
// the source, listed. Contents are compared when the source lists; what the target
// lists after that is only looked for.
func compareListed(same func(a, b []byte) bool, contents [2][]byte, side int) (kind Kind, differ bool) {
	kind, differ = compareContents(same, contents)
	return kind, differ && (side == 0 || kind != Value)
}
