package value

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// CompareFields compares only the named fields of two collections, page by page.
// ErrChanged means that they have to be looked at as new: a server holds one in
// one piece, and finds names there by going through it.
func CompareFields(ctx context.Context, p *redis.Pair, t Named, key Key, fields []Field) (Diff, error) {
	m, ok := t.(members)
	if !ok {
		return Diff{}, ErrChanged
	}
	shapes, err := m.shapes(ctx, p, key)
	if err != nil {
		return Diff{}, err
	}
	lens := [2]int64{shapes[0].len, shapes[1].len}
	most := min(shapes[0].names(), shapes[1].names())
	if most < PageElements || lens[0] == 0 || lens[1] == 0 {
		return Diff{}, ErrChanged
	}
	c := collect(Room{Fields: len(fields)})
	for part := range slices.Chunk(fields, most) {
		if err := compareSome(ctx, p, m, key, part, &c); err != nil {
			return Diff{}, err
		}
	}
	return c.result(lens), nil
}

// compareSome asks both sides for a page of names.
func compareSome(ctx context.Context, p *redis.Pair, t Named, key Key, fields []Field, c *collector) error {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	var answers [2]Answer
	for i, side := range p.Sides() {
		answers[i] = t.Ask(side, key[i], names)
	}
	if err := p.Exec(ctx); err != nil {
		return err
	}
	a, errA := answers[0]()
	b, errB := answers[1]()
	if err := firstError(errA, errB); err != nil {
		return err
	}
	if len(a) != len(names) || len(b) != len(names) {
		return fmt.Errorf("unexpected reply: %d and %d elements for %d names", len(a), len(b), len(names))
	}
	for i, name := range names {
		if kind, differ := CompareField(t, a[i], b[i]); differ {
			c.add(name, kind)
		}
	}
	return nil
}

// CompareField compares what two sides answered for a name, nil for none.
func CompareField(t Named, source, target []byte) (Kind, bool) {
	switch {
	case source == nil && target == nil:
		return "", false
	case target == nil:
		return LackTarget, true
	case source == nil:
		return LackSource, true
	}
	return Value, !t.Same(source, target)
}
