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

// random leaves a page to ZSCAN: for small sorted sets it costs a server two
// thirds of the commands that print scores, ZRANDMEMBER among them.
func (zsetVariant) random(_ *redis.Pipeline, _, _ string) (at int, queued bool) { return 0, false }

func (zsetVariant) ask(p *redis.Pipeline, key string, names []string) Answer {
	return eachOr(p, "ZMSCORE", "ZSCORE", key, names, resp.Reply.Text)
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
func (zsetVariant) hold(ctx context.Context, p *redis.Pair, s *side) (all []member, err error) {
	if !s.pipeline.Has("ZRANGE") {
		return s.holdPiece(ctx, p)
	}
	if err := s.readable(2 * maxPiece); err != nil {
		return nil, err
	}
	for int64(len(all)) <= s.len {
		page, n, err := s.ranks(ctx, p, len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if n != s.len {
			return nil, ErrChanged
		}
		if len(page) < PageElements {
			break
		}
	}
	if int64(len(all)) != s.len {
		return nil, ErrChanged
	}
	return all, nil
}

// ranks reads a page of members and then their number.
func (s *side) ranks(ctx context.Context, p *redis.Pair, at int) (page []member, n int64, err error) {
	i := s.pipeline.Add("ZRANGE", s.key, strconv.Itoa(at), strconv.Itoa(at+PageElements-1), "WITHSCORES")
	j := s.Length(s.pipeline, s.key)
	if err := p.Exec(ctx); err != nil {
		return nil, 0, err
	}
	page, errPage := s.list(slices.Clone(s.pipeline.Reply(i)))
	n, errLen := s.pipeline.Reply(j).Int()
	return page, n, firstError(errPage, errLen)
}
