package value

import (
	"context"
	"fmt"
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
	var origin redis.Origin
	page := stride(FewElements)
	for cursor := "0"; ; {
		next := hash.page(p.Source, key[0], cursor, int(page))
		if err := p.Exec(ctx); err != nil {
			return Diff{}, err
		}
		if from := p.Source.Origin(next); cursor == "0" {
			origin = from
		} else if from != origin {
			return Diff{}, ErrChanged
		}
		page = page.after(len(p.Source.Reply(next)))
		at, list, err := hash.parse(p.Source.Reply(next))
		if err != nil {
			return Diff{}, err
		}
		if err := comparePageExpiry(ctx, p, key, list, tolerance, &c); err != nil {
			return Diff{}, err
		}
		if cursor = at; cursor == "0" {
			break
		}
	}
	lens, err := Lengths(ctx, p, hash, key)
	return c.result(lens), err
}

func comparePageExpiry(ctx context.Context, p *redis.Pair, key Key, page []member, tolerance time.Duration, c *collector) error {
	if len(page) == 0 {
		return nil
	}
	names := []string{"FIELDS", strconv.Itoa(len(page))}
	for _, m := range page {
		names = append(names, string(m.name))
	}
	for i, side := range p.Sides() {
		side.Add("HPEXPIRETIME", key[i], names...)
	}
	if err := p.Exec(ctx); err != nil {
		return err
	}
	var times [2][]int64
	for i, side := range p.Sides() {
		var err error
		if times[i], err = fieldTimes(side.Reply(0), len(page)); err != nil {
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
