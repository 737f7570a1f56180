package value

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Walk looks each of the source's members up on the target, page by page. If
// all are there and both lengths stood still and are equal, the target can
// have no others, unless the source's length counts some that are hidden; else
// its members are looked up on the source too. What a server holds in one piece
// is read once, and nothing is looked up in it there.
func (m members) Walk(ctx context.Context, p *redis.Pair, key Key, room Room) (Diff, error) {
	shapes, err := m.shapes(ctx, p, key)
	if err != nil {
		return Diff{}, err
	}
	if shapes[0].small() && shapes[1].small() {
		if diff, err := m.atOnce(ctx, p, key, room.Fields); err != nil || diff.State != Unsettled {
			return diff, err
		}
	}
	sides, err := m.sides(ctx, p, key, shapes)
	if err != nil {
		return Diff{}, err
	}
	c := collect(room)
	if err := m.sweep(ctx, p, sides, 0, &c); err != nil {
		return Diff{}, err
	}
	after, err := Lengths(ctx, p, m, key)
	if err != nil {
		return Diff{}, err
	}
	before := [2]int64{sides[0].len, sides[1].len}
	still := before == after && after[0] == after[1] && !c.lacking
	if !still || Hides(m, p.Source) {
		if err := m.sweep(ctx, p, sides, 1, &c); err != nil {
			return Diff{}, err
		}
	}
	return c.result(after), nil
}

// atOnce compares two collections that are known to be small.
func (m members) atOnce(ctx context.Context, p *redis.Pair, key Key, limit int) (Diff, error) {
	var at [2]int
	for i, side := range p.Sides() {
		at[i] = m.Read(side, key[i], PageElements)
	}
	if err := p.Exec(ctx); err != nil {
		return Diff{}, err
	}
	a, b := p.Source.Reply(at[0]), p.Target.Reply(at[1])
	if err := firstError(a.Err(), b.Err()); err != nil {
		return Diff{}, err
	}
	diff, err := m.Compare(a, b, PageElements, limit)
	if diff.Whole = a; len(b) > len(a) {
		diff.Whole = b
	}
	return diff, err
}

// ErrChanged means that a value has to be looked at anew, since in its middle it
// came from another process: a scan's cursors are good only where they come from.
var ErrChanged = errors.New("another server answered in the middle of the value")

// sweep looks the members of one side (0 the source, 1 the target) up on the
// other. While one page is looked up the next is already read.
func (m members) sweep(ctx context.Context, p *redis.Pair, sides [2]*side, n int, c *collector) error {
	from := sides[n].feed()
	from.ask()
	if err := p.Exec(ctx); err != nil {
		return err
	}
	for {
		list, err := from.take()
		if err != nil {
			return err
		}
		answer := sides[1-n].lookUp(list)
		from.ask()
		if err := p.Exec(ctx); err != nil {
			return err
		}
		if err := m.check(list, answer, n, c); err != nil || from.done {
			return err
		}
	}
}

// check compares a page of one side with what the other side has.
func (m members) check(page []member, answer Answer, side int, c *collector) error {
	contents, err := answer()
	if err != nil {
		return err
	}
	if len(contents) != len(page) {
		return fmt.Errorf("unexpected reply: %d elements for %d names", len(contents), len(page))
	}
	for i, e := range page {
		if contents[i] == nil {
			c.lack(string(e.name), 1-side)
		} else if side == 0 && !m.same(e.content, contents[i]) {
			c.add(string(e.name), Value)
		}
	}
	return nil
}

// Lengths asks both sides for the number of elements.
func Lengths(ctx context.Context, p *redis.Pair, t Type, key Key) (lens [2]int64, err error) {
	var at [2]int
	for i, side := range p.Sides() {
		at[i] = t.Length(side, key[i])
	}
	if err := p.Exec(ctx); err != nil {
		return lens, err
	}
	for i, side := range p.Sides() {
		if lens[i], err = side.Reply(at[i]).Int(); err != nil {
			return lens, err
		}
	}
	return lens, nil
}
