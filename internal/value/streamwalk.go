package value

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Walk compares page by page, with the commands of Redis 5.0. A small stream is
// read at once, now that it is known to be small.
func (s stream) Walk(ctx context.Context, p *redis.Pair, key Key, room Room) (Diff, error) {
	w := streamWalk{pair: p, key: key, c: collect(room)}
	if err := w.readHeads(ctx); err != nil {
		return Diff{}, err
	}
	if diff, err := w.atOnce(ctx, room.Fields); err != nil || diff.State != Unsettled {
		return diff, err
	}
	if err := w.entries(ctx); err != nil {
		return Diff{}, err
	}
	if err := w.groups(ctx); err != nil {
		return Diff{}, err
	}
	lens, err := Lengths(ctx, p, s, key)
	if err != nil {
		return Diff{}, err
	}
	return w.result(lens)
}

// result is what was found. Where a server did not tell all of an equal stream
// that is no verdict; where the stream is gone, its words say so.
func (w *streamWalk) result(lens [2]int64) (Diff, error) {
	for i, h := range w.heads {
		if h.untold != nil && lens[i] == 0 {
			return Diff{}, h.untold
		}
	}
	w.c.diff.LeftOut = [2]LeftOut{w.heads[0].left, w.heads[1].left}
	diff := w.c.result(lens)
	if err := w.untold(); err != nil && diff.State == Same {
		return Diff{}, errUntold{err}
	}
	return diff, nil
}

// streamWalk is one comparison of two streams page by page.
type streamWalk struct {
	pair  *redis.Pair
	key   Key
	c     collector
	heads [2]streamHead
}

// atOnce compares two streams that are small by one command; Unsettled if they
// are not.
func (w *streamWalk) atOnce(ctx context.Context, limit int) (diff Diff, err error) {
	source, target := w.pair.Source, w.pair.Target
	if !source.Has(fullInfo) || !target.Has(fullInfo) || !w.heads[0].light() || !w.heads[1].light() {
		return Diff{}, nil
	}
	err = w.ask(ctx, "XINFO STREAM", func(side int, r resp.Reply) error {
		if err := r.Err(); err != nil || side == 0 {
			return err
		}
		a := source.Reply(0)
		diff, err = Stream().Compare(a, r, PageElements, limit)
		if diff.Whole = a; len(r) > len(a) {
			diff.Whole = r
		}
		return err
	}, "FULL", "COUNT", count(PageElements))
	if Walkable(Stream(), err) {
		return Diff{}, nil
	}
	return diff, err
}

// pages is something with stream IDs that can be read page by page.
type pages struct {
	queue func(p *redis.Pipeline, key, from, count string) // from is included
	read  func(resp.Reply) (item, error)
	field func(id string) string
}

func (w *streamWalk) entries(ctx context.Context) error {
	return w.merge(ctx, pages{
		queue: func(p *redis.Pipeline, key, from, count string) {
			p.Add("XRANGE", key, from, "+", "COUNT", count)
		},
		read:  entryItem,
		field: func(id string) string { return id },
	})
}

func (w *streamWalk) pending(ctx context.Context, group string) error {
	return w.merge(ctx, pages{
		queue: func(p *redis.Pipeline, key, from, count string) {
			p.Add("XPENDING", key, group, from, "+", count)
		},
		read:  pendingItem,
		field: func(id string) string { return pendingField(group, id) },
	})
}

// groups compares the heads, and then what is pending in the groups that both
// sides have.
func (w *streamWalk) groups(ctx context.Context) error {
	a, b := w.heads[0], w.heads[1]
	if w.untold() == nil {
		if a.last != b.last {
			w.c.add(lastID, Value)
		}
		compareMarks(a.marks, b.marks, &w.c)
		compareGroups(a.groups, b.groups, &w.c)
	}
	for _, g := range w.shared() {
		if err := w.group(ctx, g); err != nil {
			return err
		}
	}
	return nil
}

// shared are the groups that both sides have, as far as they tell.
func (w *streamWalk) shared() (out []string) {
	a, b := w.heads[0], w.heads[1]
	switch {
	case a.untold != nil:
		a.groups = b.groups
	case b.untold != nil:
		b.groups = a.groups
	}
	eachOfBoth(a.groups, b.groups, func(g, _ group) { out = append(out, g.name) })
	return out
}

// group compares one group. A side that does not list its groups may lack it.
func (w *streamWalk) group(ctx context.Context, name string) error {
	err := w.pending(ctx, name)
	var words resp.Error
	for i, h := range w.heads {
		if h.untold != nil && w.heads[1-i].untold == nil && errors.As(err, &words) && words.Code("NOGROUP") {
			w.c.lack(groupField(name), i)
			return nil
		}
	}
	if err != nil || !tellsConsumers(w.heads[0].marks, w.heads[1].marks) {
		return err
	}
	return w.consumers(ctx, name)
}

// consumers compares a group's consumers by their names.
func (w *streamWalk) consumers(ctx context.Context, group string) error {
	for _, h := range w.heads {
		for _, g := range h.groups {
			if g.name == group && g.members > maxGroups {
				return fmt.Errorf("its group %.60q has %d consumers, which the server can only list as a whole; "+
					"that would block it for too long", group, g.members)
			}
		}
	}
	var names [2][]consumer
	err := w.ask(ctx, "XINFO CONSUMERS", func(side int, r resp.Reply) (err error) {
		names[side], err = parseConsumers(r)
		return err
	}, group)
	if err == nil {
		compareConsumers(group, names[0], names[1], &w.c)
	}
	return err
}

// ask sends one command about the key to both sides.
func (w *streamWalk) ask(ctx context.Context, command string, each func(side int, r resp.Reply) error, args ...string) error {
	for i, side := range w.pair.Sides() {
		side.Add(command, w.key[i], args...)
	}
	if err := w.pair.Exec(ctx); err != nil {
		return err
	}
	for i, side := range w.pair.Sides() {
		if err := each(i, side.Reply(0)); err != nil {
			return err
		}
	}
	return nil
}

// parseGroupHeads reads XINFO GROUPS.
func parseGroupHeads(r resp.Reply) ([]group, error) {
	list, err := r.Array()
	if err != nil {
		return nil, err
	}
	out := make([]group, 0, len(list))
	for _, e := range list {
		f, err := attributes(e)
		if err != nil {
			return nil, err
		}
		name, errName := f["name"].Text()
		last, errLast := f["last-delivered-id"].Text()
		if err := firstError(errName, errLast); err != nil {
			return nil, err
		}
		waiting, errWaiting := f["pending"].Int()
		members, errMembers := f["consumers"].Int()
		if err := firstError(errWaiting, errMembers); err != nil {
			return nil, err
		}
		out = append(out, group{name: string(name), last: string(last), waiting: waiting, members: members})
	}
	return out, nil
}

// merge compares the pages of both sides in the order of their IDs.
func (w *streamWalk) merge(ctx context.Context, p pages) error {
	a, b := pager{page: FewElements}, pager{page: FewElements}
	for {
		if err := w.refill(ctx, p, [2]*pager{&a, &b}); err != nil {
			return err
		}
		if len(a.items) == 0 && len(b.items) == 0 {
			return nil
		}
		n, m := ripe(a, b)
		compareItems(a.items[:n], b.items[:m], &w.c, p.field)
		a.items, b.items = a.items[n:], b.items[m:]
	}
}

// pager is where one side is.
type pager struct {
	items []item
	from  id // where the next page begins
	page  stride
	done  bool // there is no next page
}

// refill reads the next page of each side that has run out.
func (w *streamWalk) refill(ctx context.Context, p pages, sides [2]*pager) error {
	var asked [2]bool
	for i, s := range sides {
		if asked[i] = len(s.items) == 0 && !s.done; asked[i] {
			p.queue(w.pair.Sides()[i], w.key[i], s.from.String(), count(int(s.page)))
		}
	}
	if err := w.pair.Exec(ctx); err != nil {
		return err
	}
	for i, s := range sides {
		if !asked[i] {
			continue
		}
		if err := s.take(w.pair.Sides()[i].Reply(0), p.read); err != nil {
			return err
		}
	}
	return nil
}

func (s *pager) take(r resp.Reply, read func(resp.Reply) (item, error)) (err error) {
	if s.items, err = items(r, read); err != nil {
		return err
	}
	if len(s.items) > 0 {
		last := s.items[len(s.items)-1].id
		s.from = last.next()
		s.done = s.from == last
	}
	s.done = s.done || len(s.items) < int(s.page)
	s.page = s.page.after(len(r))
	return nil
}

// ripe says how many items of each side can be compared: those up to the last
// ID that both sides are known to.
func ripe(a, b pager) (n, m int) {
	bound := id{1<<64 - 1, 1<<64 - 1}
	for _, s := range []pager{a, b} {
		if !s.done && len(s.items) > 0 && s.items[len(s.items)-1].id.compare(bound) < 0 {
			bound = s.items[len(s.items)-1].id
		}
	}
	upTo := func(items []item) int {
		n, _ := slices.BinarySearchFunc(items, bound, func(it item, b id) int {
			return max(it.id.compare(b), 0)*2 - 1 // the first after bound
		})
		return n
	}
	return upTo(a.items), upTo(b.items)
}
