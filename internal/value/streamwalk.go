package value

import (
	"context"
	"errors"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Walk compares page by page. A small stream is read at once, now that it is known
// to be small.
func (s stream) Walk(ctx context.Context, p *redis.Pair, key Key, room Room) (Diff, error) {
	w := streamWalk{pair: p, c: collect(room)}
	for i, side := range p.Sides() {
		w.sides[i] = &streamSide{pipeline: side, key: key[i]}
	}
	if err := readHeads(ctx, p, w.sides[:]...); err != nil {
		return Diff{}, err
	}
	if diff, err := w.atOnce(ctx, room.Fields); err != nil || diff.State != Unsettled {
		return diff, err
	}
	if err := w.merge(ctx, func(s *streamSide) reader { return s.entries() }); err != nil {
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

// streamWalk is one comparison of two streams page by page.
type streamWalk struct {
	pair  *redis.Pair
	sides [2]*streamSide
	c     collector
}

// errUntold means that a part of a stream could not be compared, and the rest is
// the same.
type errUntold struct{ words error }

func (e errUntold) Error() string {
	return "its entries are the same; its last ID and its groups could not be read by XINFO: " + e.words.Error()
}

// untold is what a server said that does not tell all of a stream.
func (w *streamWalk) untold() error {
	return firstError(w.sides[0].head.untold, w.sides[1].head.untold)
}

// result is what was found. Where a server did not tell all of an equal stream
// that is no verdict; where the stream is gone, its words say so.
func (w *streamWalk) result(lens [2]int64) (Diff, error) {
	for i, s := range w.sides {
		if s.head.untold != nil && lens[i] == 0 {
			return Diff{}, s.head.untold
		}
		w.c.diff.LeftOut[i] = s.head.leftOut
	}
	diff := w.c.result(lens)
	if err := w.untold(); err != nil && diff.State == Same {
		return Diff{}, errUntold{err}
	}
	return diff, nil
}

// atOnce compares two streams that are small by one command; Unsettled if they
// are not.
func (w *streamWalk) atOnce(ctx context.Context, limit int) (Diff, error) {
	for _, s := range w.sides {
		if !s.pipeline.Has(fullInfo) || !s.head.light() {
			return Diff{}, nil
		}
	}
	for _, s := range w.sides {
		s.at = Stream().Read(s.pipeline, s.key, PageElements)
	}
	if err := w.pair.Exec(ctx); err != nil {
		return Diff{}, err
	}
	a, b := w.sides[0].pipeline.Reply(w.sides[0].at), w.sides[1].pipeline.Reply(w.sides[1].at)
	diff, err := Stream().Compare(a, b, PageElements, limit)
	if Walkable(Stream(), err) {
		return Diff{}, nil
	}
	if diff.Whole = a; len(b) > len(a) {
		diff.Whole = b
	}
	return diff, err
}

// merge compares what both sides have in the order of IDs.
func (w *streamWalk) merge(ctx context.Context, read func(*streamSide) reader) error {
	walk := &mergeWalk{rules: merger{byID, sameContent, w.c.note}}
	for i, s := range w.sides {
		walk.readers[i] = read(s)
	}
	return drive(ctx, w.pair, walk)
}

// groups compares the heads, and then what is in the groups that both sides have.
func (w *streamWalk) groups(ctx context.Context) error {
	if w.untold() == nil {
		compareHeads(w.sides[0].head.contents, w.sides[1].head.contents, &w.c)
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
	a, b := w.sides[0].head, w.sides[1].head
	switch {
	case a.untold != nil:
		a.groups = b.groups
	case b.untold != nil:
		b.groups = a.groups
	}
	eachOfBoth(a.groups, b.groups, func(g, _ group) { out = append(out, g.head.Name) })
	return out
}

// group compares one group. A side that does not list its groups may lack it.
func (w *streamWalk) group(ctx context.Context, name string) error {
	err := w.merge(ctx, func(s *streamSide) reader { return s.pending(name) })
	var words resp.Error
	for i, s := range w.sides {
		if s.head.untold != nil && w.sides[1-i].head.untold == nil && errors.As(err, &words) && words.Code("NOGROUP") {
			w.c.note(Element{Part: Group, Name: name}, [2]Kind{LackSource, LackTarget}[i])
			return nil
		}
	}
	if err != nil || !tellsConsumers(w.sides[0].head.marks) || !tellsConsumers(w.sides[1].head.marks) {
		return err
	}
	return w.consumers(ctx, name)
}

// consumers compares a group's consumers by their names.
func (w *streamWalk) consumers(ctx context.Context, group string) error {
	var lists [2][]Element
	var readers [2]reader
	for i, s := range w.sides {
		if err := s.listable(group); err != nil {
			return err
		}
		readers[i] = s.consumers(group)
		readers[i].queue()
	}
	if err := w.pair.Exec(ctx); err != nil {
		return err
	}
	for i, r := range readers {
		page, err := r.take()
		if err != nil {
			return err
		}
		if lists[i], err = page.parse(); err != nil {
			return err
		}
	}
	compareConsumers(lists[0], lists[1], &w.c)
	return nil
}
