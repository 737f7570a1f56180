package value

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Walk looks each of the source's members up on the target, page by page. If
// all are there and both lengths stood still and are equal, the target can
// have no others; else its members are looked up on the source too.
func (m members) Walk(ctx context.Context, p *redis.Pair, key Key, limit int) (Diff, error) {
	c := collector{limit: limit}
	before, err := Lengths(ctx, p, m, key)
	if err != nil {
		return Diff{}, err
	}
	if err := m.sweep(ctx, p, key, 0, &c); err != nil {
		return Diff{}, err
	}
	after, err := Lengths(ctx, p, m, key)
	if err != nil {
		return Diff{}, err
	}
	still := before == after && after[0] == after[1] && !c.lacking
	if !still {
		if err := m.sweep(ctx, p, key, 1, &c); err != nil {
			return Diff{}, err
		}
	}
	return c.result(after), nil
}

// ErrChanged means that a value has to be looked at anew, since in its middle it
// came from another process: a scan's cursors are good only where they come from.
var ErrChanged = errors.New("another server answered in the middle of the value")

// sweep looks the members of one side (0 the source, 1 the target) up on the
// other. While one page is looked up the next is already read.
func (m members) sweep(ctx context.Context, p *redis.Pair, key Key, side int, c *collector) error {
	from, to := p.Sides()[side], p.Sides()[1-side]
	page := stride(FewElements)
	next := m.page(from, key[side], "0", int(page))
	if err := p.Exec(ctx); err != nil {
		return err
	}
	origin := from.Origin(next)
	for {
		if from.Origin(next) != origin {
			return ErrChanged
		}
		reply := slices.Clone(from.Reply(next))
		cursor, list, err := m.parse(reply)
		if err != nil {
			return err
		}
		answer := m.askPage(to, key[1-side], list)
		if cursor != "0" {
			page = page.after(len(reply))
			next = m.page(from, key[side], cursor, int(page))
		}
		if err := p.Exec(ctx); err != nil {
			return err
		}
		if err := m.check(list, answer, side, c); err != nil || cursor == "0" {
			return err
		}
	}
}

// askPage queues the look-up of a page's members.
func (m members) askPage(p *redis.Pipeline, key string, page []member) Answer {
	if len(page) == 0 {
		return func() ([][]byte, error) { return nil, nil }
	}
	names := make([]string, len(page))
	for i, e := range page {
		names[i] = string(e.name)
	}
	return m.ask(p, key, names)
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
