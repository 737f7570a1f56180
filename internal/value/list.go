package value

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// List is the type of lists: elements in order. The first index that differs
// stands for all; what one side has beyond the other's end is its first index.
func List() Type { return list{} }

type list struct{}

func (list) Name() string { return "list" }

func (list) Guessable() bool { return true }

func (list) Length(p *redis.Pipeline, key string) int { return p.Add("LLEN", key) }

func (l list) Read(p *redis.Pipeline, key string, page int) int { return l.queueRange(p, key, 0, page) }

func (list) queueRange(p *redis.Pipeline, key string, at int64, page int) int {
	return p.Add("LRANGE", key, strconv.FormatInt(at, 10), strconv.FormatInt(at+int64(page)-1, 10))
}

func (l list) Compare(source, target resp.Reply, page, limit int) (Diff, error) {
	a, errA := source.Len()
	b, errB := target.Len()
	if err := firstError(errA, errB); err != nil {
		return Diff{}, err
	}
	if a == page || b == page || a == 0 || b == 0 {
		return Diff{State: Unsettled}, nil
	}
	c := collect(Room{Fields: limit})
	if !bytes.Equal(source, target) {
		listA, errA := listElements(source, 0)
		listB, errB := listElements(target, 0)
		if err := firstError(errA, errB); err != nil {
			return Diff{}, err
		}
		merger{byIndex, sameContent, c.noteFirst}.compare(listA, listB)
	}
	return c.result([2]int64{int64(a), int64(b)}), nil
}

// listElements reads list elements, the first at an index.
func listElements(reply resp.Reply, at int64) ([]Element, error) {
	texts, err := reply.Texts()
	out := make([]Element, len(texts))
	for i, text := range texts {
		out[i] = Element{Part: Indexed, Index: at + int64(i), Content: text}
	}
	return out, err
}

// byIndex orders what has no names.
func byIndex(a, b Element) int { return cmp.Compare(a.Index, b.Index) }

// noteFirst adds an element that differs, and wants no other.
func (c *collector) noteFirst(e Element, kind Kind) (more bool) {
	c.note(e, kind)
	return false
}

func sameContent(a, b Element) bool { return bytes.Equal(a.Content, b.Content) }

// Walk reads both lists in step until a page differs or both have ended.
func (l list) Walk(ctx context.Context, p *redis.Pair, key Key, room Room) (Diff, error) {
	c := collect(room)
	walk := &mergeWalk{rules: merger{byIndex, sameContent, c.noteFirst}}
	for i, side := range p.Sides() {
		walk.readers[i] = &listReader{pipeline: side, key: key[i], size: FewElements}
	}
	if err := drive(ctx, p, walk); err != nil {
		return Diff{}, err
	}
	lens, err := Lengths(ctx, p, l, key)
	return c.result(lens), err
}

// listReader reads a list by LRANGE.
type listReader struct {
	pipeline *redis.Pipeline
	key      string
	next     int64 // the next page's first index
	size     pageSize
	at       int
}

func (r *listReader) queue() { r.at = list{}.queueRange(r.pipeline, r.key, r.next, int(r.size)) }

func (r *listReader) take() (page, error) {
	reply, first := r.pipeline.Reply(r.at), r.next
	n, err := reply.Len()
	last := n < int(r.size)
	r.next, r.size = first+int64(n), r.size.next(len(reply))
	return page{raw: reply, count: n, last: last, parse: func() ([]Element, error) { return listElements(reply, first) }}, err
}

func (list) open(_ context.Context, s Server, key string) (reader, error) {
	return &listReader{pipeline: s.Pipeline, key: key, size: FewElements}, nil
}

// find asks for single elements, a page of them together.
func (l list) find(ctx context.Context, s Server, key string, fields []string) ([]Element, error) {
	var out []Element
	for part := range slices.Chunk(fields, PageElements) {
		found, err := l.findSome(ctx, s, key, part)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func (l list) findSome(ctx context.Context, s Server, key string, fields []string) ([]Element, error) {
	out, at := make([]Element, len(fields)), make([]int, len(fields))
	for i, field := range fields {
		index, err := strconv.ParseInt(field, 10, 64)
		if err != nil || index < 0 {
			return nil, fmt.Errorf("%.40q is not an index of a list", field)
		}
		out[i], at[i] = Element{Part: Indexed, Index: index}, l.queueRange(s.Pipeline, key, index, 1)
	}
	if err := s.Pipeline.Exec(ctx); err != nil {
		return nil, err
	}
	for i := range out {
		texts, err := s.Pipeline.Reply(at[i]).Texts()
		if err != nil {
			return nil, err
		}
		if len(texts) > 0 {
			out[i].Content = slices.Clone(texts[0])
		}
	}
	return out, nil
}
