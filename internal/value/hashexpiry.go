package value

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// FieldExpiry is how the expiry of hash fields is compared: by the absolute times
// of HPEXPIRETIME (Redis 7.4, Valkey 9.0).
type FieldExpiry struct {
	Told      [2]bool // by source and target; where it is not told no field expires
	Tolerance time.Duration
	Room      Room
}

// Compare compares the fields of two hashes. Those that are not on both sides are
// left to whoever compares values.
func (f FieldExpiry) Compare(ctx context.Context, p *redis.Pair, key Key) (Diff, error) {
	c := collect(f.Room)
	sides := hashMembers().both(p, key)
	if err := measure(ctx, p, sides[:]...); err != nil {
		return Diff{}, err
	}
	if err := hold(ctx, p, sides[:]...); err != nil {
		return Diff{}, err
	}
	walk := &lookupWalk{list: sides[0].reader(), most: math.MaxInt, compare: func(e Element, times [2][]byte) {
		if f.differ(times) {
			c.add(e.Name, TTL)
		}
	}}
	for i, side := range sides {
		if walk.find[i] = unexpiring; f.Told[i] {
			walk.find[i] = side.findTimesInParts()
		}
		walk.most = min(walk.most, side.timesAtOnce())
	}
	if err := drive(ctx, p, walk); err != nil {
		return Diff{}, err
	}
	lens, err := Lengths(ctx, p, hashMembers(), key)
	return c.result(lens), err
}

// What HPEXPIRETIME answers instead of a time.
const (
	stays = "-1"
	gone  = "-2"
)

// unexpiring finds that no field expires.
func unexpiring(names []string) Answer {
	return func() ([][]byte, error) { return slices.Repeat([][]byte{[]byte(stays)}, len(names)), nil }
}

// findTimes asks when fields expire, in milliseconds. A node that is too old for
// HPEXPIRETIME has no fields that do.
func (c *collection) findTimes(names []string) Answer {
	words := append([]string{"FIELDS", strconv.Itoa(len(names))}, names...)
	at := c.pipeline.Add("HPEXPIRETIME", c.key, words...)
	return func() ([][]byte, error) {
		if c.pipeline.WithoutFieldExpiry(at) {
			return unexpiring(names)()
		}
		return c.pipeline.Reply(at).Texts()
	}
}

func (f FieldExpiry) differ(times [2][]byte) bool {
	switch a, b := string(times[0]), string(times[1]); {
	case a == b || a == gone || b == gone:
		return false
	case a == stays || b == stays:
		return true
	}
	a, errA := strconv.ParseInt(string(times[0]), 10, 64)
	b, errB := strconv.ParseInt(string(times[1]), 10, 64)
	return errA != nil || errB != nil || (time.Duration(a-b)*time.Millisecond).Abs() > f.Tolerance
}
