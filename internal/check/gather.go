package check

import (
	"maps"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// gatherer puts the keys of pages into batches. The keys of a batch are of one
// range, so that one node holds them.
type gatherer struct {
	size    int // of a batch, about
	waiting map[redis.Range][]string
	yield   func(compare.Batch) bool
}

// add takes the keys of a page. They make a batch as they came if they are about
// as many. It reports whether more are wanted.
func (g *gatherer) add(r redis.Range, keys []string) bool {
	most := g.size + g.size/4
	if len(g.waiting[r])+len(keys) > most && !g.flush(r) {
		return false
	}
	for len(keys) > most {
		if !g.hand(r, keys[:g.size:g.size]) {
			return false
		}
		keys = keys[g.size:]
	}
	if len(keys) == 0 {
		return true
	}
	if waiting := g.waiting[r]; waiting != nil {
		keys = append(waiting, keys...)
	}
	g.waiting[r] = keys
	return true
}

// flush hands out the keys of a range that wait for more.
func (g *gatherer) flush(r redis.Range) bool {
	keys := g.waiting[r]
	delete(g.waiting, r)
	return g.hand(r, keys)
}

// flushAll hands out all keys that wait.
func (g *gatherer) flushAll() bool {
	for r := range maps.Clone(g.waiting) {
		if !g.flush(r) {
			return false
		}
	}
	return true
}

func (g *gatherer) hand(r redis.Range, keys []string) bool {
	return len(keys) == 0 || g.yield(compare.Batch{DB: r.DB, Keys: keys})
}
