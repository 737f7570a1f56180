package value

import (
	"bytes"
	"context"
	"slices"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// ZSet is the type of sorted sets: members and their scores.
func ZSet() Type {
	return members{name: "zset", length: "ZCARD", scan: "ZSCAN", width: 2, variant: zsetVariant{}}
}

type zsetVariant struct{}

// queueRandom leaves a page to ZSCAN: for small sorted sets it costs a server two
// thirds of the commands that print scores, ZRANDMEMBER among them.
func (zsetVariant) queueRandom(_ *redis.Pipeline, _, _ string) (at int, queued bool) { return 0, false }

func (zsetVariant) lookUp(p *redis.Pipeline, key string, names []string) Answer {
	return manyOrEach{"ZMSCORE", "ZSCORE", resp.Reply.Text}.lookUp(p, key, names)
}

func (zsetVariant) same(a, b []byte) bool { return sameScore(a, b) }

// sameScore compares scores as the numbers they are: Redis up to 7.0 prints
// 3.1 as 3.1000000000000001, and ZSCAN with other digits than ZRANGE. -0 is 0.
func sameScore(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, errX := strconv.ParseFloat(string(a), 64)
	y, errY := strconv.ParseFloat(string(b), 64)
	return errX == nil && errY == nil && x == y
}

// hold reads by rank, page by page, what a scan would give at once. Ranks move
// when members come and go, so the pages count only if the length stood still.
func (zsetVariant) hold(ctx context.Context, x exchanger, c *collection) (all []Element, err error) {
	if !c.pipeline.Has("ZRANGE") {
		return c.holdPiece(ctx, x)
	}
	if err := c.readable(2 * maxPiece); err != nil {
		return nil, err
	}
	for int64(len(all)) <= c.len {
		page, n, err := c.ranks(ctx, x, len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if n != c.len {
			return nil, ErrChanged
		}
		if len(page) < PageElements {
			break
		}
	}
	if int64(len(all)) != c.len {
		return nil, ErrChanged
	}
	return all, nil
}

// ranks reads a page of members and then their number.
func (c *collection) ranks(ctx context.Context, x exchanger, at int) (page []Element, n int64, err error) {
	i := c.pipeline.Add("ZRANGE", c.key, strconv.Itoa(at), strconv.Itoa(at+PageElements-1), "WITHSCORES")
	j := c.Length(c.pipeline, c.key)
	if err := x.Exec(ctx); err != nil {
		return nil, 0, err
	}
	page, errPage := c.elements(slices.Clone(c.pipeline.Reply(i)))
	n, errLen := c.pipeline.Reply(j).Int()
	return page, n, firstError(errPage, errLen)
}
