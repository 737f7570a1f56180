package check

import (
	"sync"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// volatile remembers in which databases something expires, so that nobody asks
// for expiry times where there are none. What INFO says is true of one moment:
// it is learned before keys are compared and again afterwards, and what was
// wrongly left out is made up for (Pass). Once on, it stays on. It is safe for
// concurrent use.
type volatile struct {
	keys, fields bool // whether a run cares
	mu           sync.Mutex
	in           map[int]compare.Expires
}

func newVolatile(o Options) *volatile {
	return &volatile{keys: o.comparesExpiry(), fields: o.Mode != compare.Exists, in: map[int]compare.Expires{}}
}

// of is what is known of a database of the source.
func (v *volatile) of(db int) compare.Expires {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.in[db]
}

// learn takes over newer facts. It returns how keys that were compared since
// the older ones have to be looked at once more, AsUsual for not at all.
func (v *volatile) learn(db int, now compare.Expires) compare.Pass {
	v.mu.Lock()
	defer v.mu.Unlock()
	old, known := v.in[db]
	if !known {
		v.in[db] = now
		return compare.AsUsual
	}
	v.in[db] = compare.Expires{Keys: stay(old.Keys, now.Keys), Fields: stay(old.Fields, now.Fields)}
	switch {
	case v.fields && old.Fields == redis.No && now.Fields != redis.No:
		return compare.OnceMore
	case v.keys && old.Keys == redis.No && now.Keys != redis.No:
		return compare.ExpiryOnly
	}
	return compare.AsUsual
}

// stay is the newer truth, unless that would switch off what is on.
func stay(old, now redis.Truth) redis.Truth {
	if now == redis.Yes || old == redis.No {
		return now
	}
	return old
}

// either is whether something is so on one side at least.
func either(a, b redis.Truth) redis.Truth {
	switch {
	case a == redis.Yes || b == redis.Yes:
		return redis.Yes
	case a == redis.No && b == redis.No:
		return redis.No
	}
	return redis.Unknown
}
