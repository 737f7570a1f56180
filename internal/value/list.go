package value

import (
	"bytes"
	"context"
	"strconv"

	"redis-full-check/internal/redis"
)

// List is the type of lists: elements in order. The first index that differs
// stands for all; what one side has beyond the other's end is its first index.
func List() Type { return list{} }

type list struct{}

func (list) Name() string { return "list" }

func (list) Length(p *redis.Pipeline, key string) int { return p.Add("LLEN", key) }

func (l list) Read(p *redis.Pipeline, key string) int { return p.Add("LRANGE", key, "0", lastOfPage) }

// lastOfPage is the index of a first page's last element.
const lastOfPage = "511"

func (list) page(p *redis.Pipeline, key string, at int) int {
	return p.Add("LRANGE", key, strconv.Itoa(at), strconv.Itoa(at+PageElements-1))
}

func (l list) Compare(source, target redis.Reply, limit int) (Diff, error) {
	a, errA := source.Len()
	b, errB := target.Len()
	if err := firstError(errA, errB); err != nil {
		return Diff{}, err
	}
	if a == PageElements || b == PageElements || a == 0 || b == 0 {
		return Diff{State: Unsettled}, nil
	}
	c := collector{limit: limit}
	if err := l.comparePages(source, target, 0, &c); err != nil {
		return Diff{}, err
	}
	return c.result([2]int64{int64(a), int64(b)}), nil
}

// comparePages adds the first index at which two pages differ.
func (list) comparePages(source, target redis.Reply, at int, c *collector) error {
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
func (l list) Walk(ctx context.Context, p *redis.Pair, key Key, limit int) (Diff, error) {
	c := collector{limit: limit}
	for at := 0; ; at += PageElements {
		more, err := l.step(ctx, p, key, at, &c)
		if err != nil {
			return Diff{}, err
		}
		if !more {
			break
		}
	}
	lens, err := Lengths(ctx, p, l, key)
	return c.result(lens), err
}

// step compares one page and reports whether another is to follow.
func (l list) step(ctx context.Context, p *redis.Pair, key Key, at int, c *collector) (bool, error) {
	for i, side := range p.Sides() {
		l.page(side, key[i], at)
	}
	if err := p.Exec(ctx); err != nil {
		return false, err
	}
	a, b := p.Source.Reply(0), p.Target.Reply(0)
	if err := l.comparePages(a, b, at, c); err != nil {
		return false, err
	}
	n, err := a.Len()
	return n == PageElements && c.diff.State != Different, err
}
