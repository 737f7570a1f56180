package value

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
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
			if err := f.comparePage(ctx, p, key, part, &c); err != nil {
				return Diff{}, err
			}
		}
	}
	lens, err := Lengths(ctx, p, hash, key)
	return c.result(lens), err
}

func (f FieldExpiry) comparePage(ctx context.Context, p *redis.Pair, key Key, page []member, c *collector) error {
	words := []string{"FIELDS", strconv.Itoa(len(page))}
	for _, m := range page {
		words = append(words, string(m.name))
	}
	var at [2]int
	for i, side := range p.Sides() {
		if f.Told[i] {
			at[i] = side.Add("HPEXPIRETIME", key[i], words...)
		}
	}
	if err := p.Exec(ctx); err != nil {
		return err
	}
	var times [2][]int64
	for i, side := range p.Sides() {
		if !f.Told[i] || side.WithoutFieldExpiry(at[i]) {
			times[i] = slices.Repeat([]int64{stays}, len(page))
			continue
		}
		var err error
		if times[i], err = fieldTimes(side.Reply(at[i]), len(page)); err != nil {
			return err
		}
	}
	for i, m := range page {
		if expiryDiffers(times[0][i], times[1][i], f.Tolerance) {
			c.add(string(m.name), TTL)
		}
	}
	return nil
}

// What HPEXPIRETIME answers instead of a time.
const (
	stays = -1
	gone  = -2
)

// fieldTimes reads the reply of HPEXPIRETIME, in milliseconds.
func fieldTimes(r resp.Reply, n int) ([]int64, error) {
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
	switch {
	case a == b || a == gone || b == gone:
		return false
	case a == stays || b == stays:
		return true
	}
	return (time.Duration(a-b) * time.Millisecond).Abs() > tolerance
}
