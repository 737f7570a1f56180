package value

import (
	"bytes"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/redis"
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
	return eachOr(p, "ZMSCORE", "ZSCORE", key, names, redis.Reply.Text)
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
