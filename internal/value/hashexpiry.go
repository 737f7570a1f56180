package value

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// CompareFieldExpiry compares when the fields of a hash expire, by the absolute
// times of HPEXPIRETIME (Redis 7.4, Valkey 9.0), which both sides must have.
// Fields that are not on both sides are left to whoever compares values.
func CompareFieldExpiry(ctx context.Context, p *redis.Pair, key Key, tolerance time.Duration, limit int) (Diff, error) {
	c := collector{limit: limit}
	hash := hashMembers()
	shapes, err := hash.shapes(ctx, p, key)
	if err != nil {
		return Diff{}, err
	}
	sides, err := hash.sides(ctx, p, key, shapes)
	if err != nil {
		return Diff{}, err
	}
	most := min(sides[0].names(), sides[1].names())
	for from := sides[0].feed(); !from.done; {
		from.ask()
		if err := p.Exec(ctx); err != nil {
			return Diff{}, err
		}
		list, err := from.take()
		if err != nil {
			return Diff{}, err
		}
		for part := range slices.Chunk(list, most) {
			if err := comparePageExpiry(ctx, p, key, part, tolerance, &c); err != nil {
				return Diff{}, err
			}
		}
	}
	lens, err := Lengths(ctx, p, hash, key)
	return c.result(lens), err
}

func comparePageExpiry(ctx context.Context, p *redis.Pair, key Key, page []member, tolerance time.Duration, c *collector) error {
	names := []string{"FIELDS", strconv.Itoa(len(page))}
	for _, m := range page {
		names = append(names, string(m.name))
	}
	var at [2]int
	for i, side := range p.Sides() {
		at[i] = side.Add("HPEXPIRETIME", key[i], names...)
	}
	if err := p.Exec(ctx); err != nil {
		return err
	}
	var times [2][]int64
	for i, side := range p.Sides() {
		var err error
		if times[i], err = fieldTimes(side.Reply(at[i]), len(page)); err != nil {
			return err
		}
	}
	for i, name := range names[2:] {
		if expiryDiffers(times[0][i], times[1][i], tolerance) {
			c.add(name, TTL)
		}
	}
	return nil
}

// fieldTimes reads the reply of HPEXPIRETIME: milliseconds, -1 for a field that
// stays and -2 for one that is not there.
func fieldTimes(r redis.Reply, n int) ([]int64, error) {
	list, err := r.Array()
	if err != nil {
		return nil, err
	}
	if len(list) != n {
		return nil, fmt.Errorf("unexpected reply to HPEXPIRETIME: %d times for %d fields", len(list), n)
	}
	out := make([]int64, n)
	for i, e := range list {
		if out[i], err = e.Int(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func expiryDiffers(a, b int64, tolerance time.Duration) bool {
	const stays, gone = -1, -2
	switch {
	case a == b || a == gone || b == gone:
		return false
	case a == stays || b == stays:
		return true
	}
	return (time.Duration(a-b) * time.Millisecond).Abs() > tolerance
}
