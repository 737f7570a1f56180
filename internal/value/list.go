package value

import (
	"bytes"
	"context"
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

func (l list) Read(p *redis.Pipeline, key string, page int) int { return l.page(p, key, 0, page) }

func (list) page(p *redis.Pipeline, key string, at, page int) int {
	return p.Add("LRANGE", key, strconv.Itoa(at), count(at+page-1))
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
	if err := l.comparePages(source, target, 0, &c); err != nil {
		return Diff{}, err
	}
	return c.result([2]int64{int64(a), int64(b)}), nil
}

// comparePages adds the first index at which two pages differ.
func (list) comparePages(source, target resp.Reply, at int, c *collector) error {
	if bytes.Equal(source, target) {
		return nil
	}
	a, errA := source.Array()
	b, errB := target.Array()
	if err := firstError(errA, errB); err != nil {
		return err
	}
	i := 0
	for i < len(a) && i < len(b) && bytes.Equal(a[i], b[i]) {
		i++
	}
	index := strconv.Itoa(at + i)
	switch {
	case i < len(a) && i < len(b):
		c.add(index, Value)
	case i < len(a):
		c.lack(index, 1)
	case i < len(b):
		c.lack(index, 0)
	}
	return nil
}

// Walk reads both lists in step until a page differs or both have ended.
func (l list) Walk(ctx context.Context, p *redis.Pair, key Key, room Room) (Diff, error) {
	c := collect(room)
	page := stride(FewElements)
	for at := 0; ; {
		n, size, err := l.step(ctx, p, key, at, int(page), &c)
		if err != nil {
			return Diff{}, err
		}
		if n < int(page) || c.diff.State == Different {
			break
		}
		at, page = at+n, page.after(size)
	}
	lens, err := Lengths(ctx, p, l, key)
	return c.result(lens), err
}

// step compares one page, and returns how many elements the source's has and how
// many bytes the larger one took.
func (l list) step(ctx context.Context, p *redis.Pair, key Key, at, page int, c *collector) (n, size int, err error) {
	for i, side := range p.Sides() {
		l.page(side, key[i], at, page)
	}
	if err := p.Exec(ctx); err != nil {
		return 0, 0, err
	}
	a, b := p.Source.Reply(0), p.Target.Reply(0)
	if err := l.comparePages(a, b, at, c); err != nil {
		return 0, 0, err
	}
	n, err = a.Len()
	return n, max(len(a), len(b)), err
}
