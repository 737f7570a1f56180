package judge

import (
	"context"
	"slices"
	"time"
)

// OneSided is a suspect that expires on one side only.
type OneSided struct {
	Suspect
	TTL [2]int64 // what PTTL says on source and target: milliseconds left, -1 for never
}

// looksForExpiry is how often a key has to be seen to expire on one side only.
const looksForExpiry = 5

// ExpireOnOneSide returns the suspects that were seen, time and again, to expire on
// one side only. A key whose values follow may have lost its expiry all the same.
func (j *Judge) ExpireOnOneSide(ctx context.Context, suspects []Suspect) ([]OneSided, error) {
	left := make([]OneSided, 0, len(suspects))
	for _, s := range suspects {
		left = append(left, OneSided{Suspect: s})
	}
	for n := range looksForExpiry {
		if n > 0 {
			if err := rest(ctx, max(100*time.Millisecond, j.lag/2), 0); err != nil {
				return nil, err
			}
		}
		var still []OneSided
		for some := range slices.Chunk(left, maxBatch) {
			seen, err := j.oneSided(ctx, some, n == 0)
			if err != nil {
				return nil, err
			}
			still = append(still, seen...)
		}
		if left = still; len(left) == 0 {
			break
		}
	}
	return left, nil
}

// oneSided looks once, and returns those that still expire on the same side only.
func (j *Judge) oneSided(ctx context.Context, some []OneSided, first bool) (still []OneSided, err error) {
	for len(some) > 0 {
		db := some[0].DB
		n := slices.IndexFunc(some, func(s OneSided) bool { return s.DB != db })
		if n < 0 {
			n = len(some)
		}
		ttls, err := j.askTTLs(ctx, db, some[:n])
		if err != nil {
			return nil, err
		}
		for i, s := range some[:n] {
			if onlyOne(ttls[i]) && (first || (s.TTL[0] < 0) == (ttls[i][0] < 0)) {
				s.TTL = ttls[i]
				still = append(still, s)
			}
		}
		some = some[n:]
	}
	return still, nil
}

// onlyOne reports whether a key is on both sides and expires on one of them.
func onlyOne(ttl [2]int64) bool {
	const never, gone = -1, -2
	return ttl[0] != gone && ttl[1] != gone && (ttl[0] == never) != (ttl[1] == never)
}

// askTTLs asks how long keys have left. A key of which that cannot be read counts as
// gone: it is not known to differ.
func (j *Judge) askTTLs(ctx context.Context, db [2]int, some []OneSided) ([][2]int64, error) {
	at := make([][2]int, len(some))
	for side, p := range j.pair.Sides() {
		p.Use(db[side])
		for i, s := range some {
			at[i][side] = p.Add("PTTL", s.Key[side])
		}
	}
	if err := j.take(ctx, len(some)); err != nil {
		return nil, err
	}
	if err := j.pair.Exec(ctx); err != nil {
		return nil, err
	}
	out := make([][2]int64, len(some))
	for side, p := range j.pair.Sides() {
		for i := range some {
			ms, err := p.Reply(at[i][side]).Int()
			if err != nil {
				ms = -2
			}
			out[i][side] = ms
		}
	}
	j.pair.Rest()
	return out, nil
}

// take waits until so many keys may be read.
func (j *Judge) take(ctx context.Context, keys int) error {
	if j.Take == nil {
		return nil
	}
	return j.Take(ctx, float64(keys))
}
