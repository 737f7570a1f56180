package value

import (
	"context"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// side is a collection on one side: read in pages, or held because the server
// holds it in one piece and gives it as a whole.
type side struct {
	members
	shape
	pipeline *redis.Pipeline
	key      string
	held     []member
	index    map[string][]byte // of what is held; nil: nothing is
}

// sides reads what servers hold in one piece.
func (m members) sides(ctx context.Context, p *redis.Pair, key Key, shapes [2]shape) (out [2]*side, err error) {
	for i, s := range shapes {
		out[i] = &side{members: m, shape: s, pipeline: p.Sides()[i], key: key[i]}
		if err := out[i].hold(ctx, p); err != nil {
			return out, err
		}
	}
	return out, nil
}

// hold reads a collection that the server holds in one piece.
func (s *side) hold(ctx context.Context, p *redis.Pair) (err error) {
	if !s.packed {
		return nil
	}
	if s.held, err = s.variant.hold(ctx, p, s); err != nil {
		return err
	}
	s.index = make(map[string][]byte, len(s.held))
	for _, e := range s.held {
		s.index[string(e.name)] = e.content
	}
	return nil
}

// holdPiece reads all members by one command.
func (s *side) holdPiece(ctx context.Context, p *redis.Pair) ([]member, error) {
	if err := s.readable(maxPiece); err != nil {
		return nil, err
	}
	at, random := s.random(s.pipeline, s.key, count(int(s.len)+1))
	if !random {
		if err := s.readable(maxPieceScan); err != nil {
			return nil, err
		}
		at = s.page(s.pipeline, s.key, "0", PageElements)
	}
	if err := p.Exec(ctx); err != nil {
		return nil, err
	}
	list, all, err := s.all(slices.Clone(s.pipeline.Reply(at)))
	if err == nil && (!all || int64(len(list)) > s.len) {
		return nil, ErrChanged
	}
	return list, err
}

// all reads a reply that should hold all members.
func (m members) all(reply resp.Reply) (list []member, all bool, err error) {
	if !isPage(reply) {
		list, err = m.list(reply)
		return list, true, err
	}
	cursor, list, err := m.parse(reply)
	return list, cursor == "0", err
}

// feed gives the members of a side page by page.
type feed struct {
	*side
	left   []member // of what is held
	cursor string
	stride stride
	at     int // of the page that was asked for
	origin redis.Origin
	begun  bool
	done   bool // there is no next page
}

func (s *side) feed() *feed { return &feed{side: s, left: s.held, cursor: "0", stride: FewElements} }

// ask queues the next page, if it has to be asked for.
func (f *feed) ask() {
	if f.index == nil && !f.done {
		f.at = f.page(f.pipeline, f.key, f.cursor, int(f.stride))
	}
}

// take returns the page that was asked for.
func (f *feed) take() (list []member, err error) {
	if f.index != nil {
		n := min(len(f.left), PageElements)
		list, f.left = f.left[:n], f.left[n:]
		f.done = len(f.left) == 0
		return list, nil
	}
	switch origin := f.pipeline.Origin(f.at); {
	case !f.begun:
		f.begun, f.origin = true, origin
	case origin != f.origin:
		return nil, ErrChanged
	}
	reply := slices.Clone(f.pipeline.Reply(f.at))
	f.cursor, list, err = f.parse(reply)
	f.stride = f.stride.after(len(reply))
	f.done = f.cursor == "0"
	return list, err
}

// lookUp queues the look-up of a page's members, if they have to be asked for.
func (s *side) lookUp(page []member) Answer {
	if s.index != nil {
		return s.found(page)
	}
	var answers []Answer
	for part := range slices.Chunk(page, s.names()) {
		names := make([]string, len(part))
		for i, e := range part {
			names[i] = string(e.name)
		}
		answers = append(answers, s.ask(s.pipeline, s.key, names))
	}
	return joined(answers)
}

// found looks members up in what is held.
func (s *side) found(page []member) Answer {
	out := make([][]byte, len(page))
	for i, e := range page {
		out[i] = s.index[string(e.name)]
	}
	return func() ([][]byte, error) { return out, nil }
}

func joined(answers []Answer) Answer {
	return func() (all [][]byte, err error) {
		for _, a := range answers {
			more, err := a()
			if err != nil {
				return nil, err
			}
			all = append(all, more...)
		}
		return all, nil
	}
}
