package value

import (
	"context"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Walk compares page by page, with the commands of Redis 5.0.
func (s stream) Walk(ctx context.Context, p *redis.Pair, key Key, limit int) (Diff, error) {
	w := streamWalk{pair: p, key: key, c: collector{limit: limit}}
	if err := w.entries(ctx); err != nil {
		return Diff{}, err
	}
	if err := w.lastID(ctx); err != nil {
		return Diff{}, err
	}
	if err := w.groups(ctx); err != nil {
		return Diff{}, err
	}
	lens, err := Lengths(ctx, p, s, key)
	return w.c.result(lens), err
}

// streamWalk is one comparison of two streams page by page.
type streamWalk struct {
	pair *redis.Pair
	key  Key
	c    collector
}

// pages is something with stream IDs that can be read page by page.
type pages struct {
	queue func(p *redis.Pipeline, key, from, count string) // from is included
	read  func(redis.Reply) (item, error)
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

// lastID compares the last generated IDs.
func (w *streamWalk) lastID(ctx context.Context) error {
	var last [2]string
	return w.ask(ctx, "XINFO STREAM", func(side int, r redis.Reply) error {
		f, err := attributes(r)
		if err != nil {
			return err
		}
		text, err := f[lastID].Text()
		last[side] = string(text)
		if side == 1 && last[0] != last[1] {
			w.c.add(lastID, Value)
		}
		return err
	})
}

// groups compares the consumer groups and then what is pending in those that
// both sides have.
func (w *streamWalk) groups(ctx context.Context) error {
	var groups [2][]group
	err := w.ask(ctx, "XINFO GROUPS", func(side int, r redis.Reply) (err error) {
		groups[side], err = parseGroupHeads(r)
		return err
	})
	if err != nil {
		return err
	}
	compareGroups(groups[0], groups[1], &w.c)
	for _, g := range groups[0] {
		if !slices.ContainsFunc(groups[1], func(o group) bool { return o.name == g.name }) {
			continue
		}
		if err := w.pending(ctx, g.name); err != nil {
			return err
		}
	}
	return nil
}

// ask sends one command about the key to both sides.
func (w *streamWalk) ask(ctx context.Context, command string, each func(side int, r redis.Reply) error) error {
	for i, side := range w.pair.Sides() {
		side.Add(command, w.key[i])
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
func parseGroupHeads(r redis.Reply) ([]group, error) {
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
		out = append(out, group{name: string(name), last: string(last)})
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

func (s *pager) take(r redis.Reply, read func(redis.Reply) (item, error)) (err error) {
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
