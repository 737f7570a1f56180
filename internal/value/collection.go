package value

import (
	"context"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// collection is a hash, set or zset on one side: read in pages, or held because
// the server holds it in one piece and gives it as a whole.
type collection struct {
	members
	shape
	pipeline *redis.Pipeline
	key      string
	held     []Element
	index    map[string][]byte // of what is held; nil: nothing is
}

func (m members) collection(p *redis.Pipeline, key string) *collection {
	return &collection{members: m, pipeline: p, key: key}
}

// both are the collections of a key on both sides.
func (m members) both(p *redis.Pair, key Key) [2]*collection {
	return [2]*collection{m.collection(p.Source, key[0]), m.collection(p.Target, key[1])}
}

// hold reads collections that their servers hold in one piece.
func hold(ctx context.Context, x exchanger, all ...*collection) error {
	for _, c := range all {
		if err := c.hold(ctx, x); err != nil {
			return err
		}
	}
	return nil
}

func (c *collection) hold(ctx context.Context, x exchanger) (err error) {
	if !c.packed {
		return nil
	}
	if c.held, err = c.variant.hold(ctx, x, c); err != nil {
		return err
	}
	c.index = make(map[string][]byte, len(c.held))
	for _, e := range c.held {
		c.index[e.Name] = e.Content
	}
	return nil
}

// holdPiece reads all members by one command.
func (c *collection) holdPiece(ctx context.Context, x exchanger) ([]Element, error) {
	if err := c.readable(maxPiece); err != nil {
		return nil, err
	}
	at, random := c.queueRandom(c.pipeline, c.key, decimal(int(c.len)+1))
	if !random {
		if err := c.readable(maxPieceScan); err != nil {
			return nil, err
		}
		at = c.queueScan(c.pipeline, c.key, "0", PageElements)
	}
	if err := x.Exec(ctx); err != nil {
		return nil, err
	}
	list, whole, err := c.piece(c.pipeline.Reply(at))
	if err == nil && (!whole || int64(len(list)) > c.len) {
		return nil, ErrChanged
	}
	return list, err
}

// piece reads a reply that should hold all members.
func (m members) piece(reply resp.Reply) (list []Element, whole bool, err error) {
	if !isPage(reply) {
		list, err = m.elements(reply)
		return list, true, err
	}
	cursor, rest, err := m.splitPage(reply)
	if err != nil {
		return nil, false, err
	}
	list, err = m.elements(rest)
	return list, cursor == "0", err
}

// reader reads the members.
func (c *collection) reader() reader {
	if c.index != nil {
		return &heldReader{c.held}
	}
	return c.scan()
}

func (c *collection) scan() *scanReader {
	return &scanReader{members: c.members, pipeline: c.pipeline, key: c.key, cursor: "0", size: FewElements}
}

// find looks members up.
func (c *collection) find(names []string) Answer {
	if c.index == nil {
		return chunked(func(part []string) Answer { return c.lookUp(c.pipeline, c.key, part) }, c.names())(names)
	}
	out := make([][]byte, len(names))
	for i, name := range names {
		out[i] = c.index[name]
	}
	return func() ([][]byte, error) { return out, nil }
}

// heldReader gives what is held in pages.
type heldReader struct{ rest []Element }

func (*heldReader) queue() {}

func (r *heldReader) take() (page, error) {
	n := min(len(r.rest), PageElements)
	list := r.rest[:n]
	r.rest = r.rest[n:]
	return pageOf(list, len(r.rest) == 0), nil
}

// scanReader reads a collection by HSCAN, SSCAN or ZSCAN. A cursor is good only
// for the process that gave it.
type scanReader struct {
	members
	pipeline *redis.Pipeline
	key      string
	cursor   string
	size     pageSize
	at       int // of the page that was asked for
	origin   redis.Origin
	begun    bool
}

func (r *scanReader) queue() { r.at = r.queueScan(r.pipeline, r.key, r.cursor, int(r.size)) }

func (r *scanReader) take() (page, error) {
	switch origin := r.pipeline.Origin(r.at); {
	case !r.begun:
		r.begun, r.origin = true, origin
	case origin != r.origin:
		return page{}, ErrChanged
	}
	reply := r.pipeline.Reply(r.at)
	cursor, list, err := r.splitPage(reply)
	if err != nil {
		return page{}, err
	}
	n, err := list.Len()
	r.cursor, r.size = cursor, r.size.next(len(reply))
	return page{count: n / r.width, last: cursor == "0", parse: func() ([]Element, error) { return r.elements(slices.Clone(list)) }}, err
}
