package check

import (
	"sync"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// volatile remembers in which databases something expires, so that nobody asks
// for expiry times where there are none. What INFO says is true of one moment:
// it is learned before keys are compared and again afterwards, and what was
// wrongly left out is made up for (pass). Once on, it stays on. It is safe for
// concurrent use.
type volatile struct {
	keys, fields bool // whether a run cares
	mu           sync.Mutex
	in           map[int]expiring
}

// expiring says, of a database of the source and its counterpart, whether keys
// and fields of hashes expire.
type expiring struct {
	keys, fields redis.Truth
}

// pass is how the keys of a batch are looked at.
type pass int

const (
	asUsual    pass = iota
	expiryOnly      // once more: what differs in its time of expiry is compared
	onceMore        // once more: all is compared
)

func newVolatile(o Options) *volatile {
	t := strategyOf(o).traits()
	return &volatile{keys: t.expiry && o.TTLTolerance >= 0, fields: o.Mode != Exists, in: map[int]expiring{}}
}

// of is what is known of a database of the source.
func (v *volatile) of(db int) expiring {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.in[db]
}

// learn takes over newer facts. It returns how keys that were compared since
// the older ones have to be looked at once more, asUsual for not at all.
func (v *volatile) learn(db int, now expiring) pass {
	v.mu.Lock()
	defer v.mu.Unlock()
	old, known := v.in[db]
	if !known {
		v.in[db] = now
		return asUsual
	}
	v.in[db] = expiring{stay(old.keys, now.keys), stay(old.fields, now.fields)}
	switch {
	case v.fields && old.fields == redis.No && now.fields != redis.No:
		return onceMore
	case v.keys && old.keys == redis.No && now.keys != redis.No:
		return expiryOnly
	}
	return asUsual
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
