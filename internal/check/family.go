package check

import (
	"sync"
	"sync/atomic"

	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// families remembers what the keys of a family were like: their type, so that
// TYPE need not be asked for each, and their size, so that a pipeline asks for
// no more than it can hold. A wrong guess costs a second look, never a verdict:
// only types are guessed whose commands fail for all others (look.guess). The
// workers share it.
type families struct {
	mu    sync.RWMutex
	table map[uint64]*family
}

// maxFamilies bounds the memory of families; beyond it they start anew.
const maxFamilies = 1 << 14

func newFamilies() *families { return &families{table: map[uint64]*family{}} }

// family is what is known of keys with names alike.
type family struct {
	typ  value.Type
	seen atomic.Int64 // keys whose replies were measured
	size atomic.Int64 // of the largest reply, in bytes
	wide atomic.Int64 // of its widest elements, bytes of one
}

// measured notes how large a key's reply is.
func (f *family) measured(reply resp.Reply) {
	if reply.IsInt() {
		return // a length: the value was not read
	}
	f.seen.Add(1)
	size := int64(len(reply))
	raise(&f.size, size)
	if size > narrow && size > f.wide.Load() {
		raise(&f.wide, value.Width(reply))
	}
}

// narrow is how large a reply may be without its elements being measured, which
// means to find them all: a whole page of such elements is no more than 1 MB.
const narrow = 2 << 10

// raise keeps the larger number; a race only makes it a little smaller.
func raise(most *atomic.Int64, n int64) {
	if n > most.Load() {
		most.Store(n)
	}
}

// page is how many elements of a value to ask for.
func (f *family) page() int {
	if f.seen.Load() == 0 || f.heavy() {
		return value.FewElements
	}
	return value.PageOf(f.wide.Load())
}

// heavy reports whether there was a value of which the server gave much more than
// was asked for: a page for each of a stream's groups and consumers, or a sorted
// set that it holds in one piece.
func (f *family) heavy() bool {
	const most = 256 << 10
	return (f.typ == value.Stream() || f.typ == value.ZSet()) && f.size.Load() > most
}

// Sizes are believed after some keys; until then one is taken for unknownSize.
const (
	believed    = 64
	unknownSize = 64 << 10
)

// expected is how large the reply about the next key may be.
func (f *family) expected() int64 {
	if f == nil || f.seen.Load() == 0 {
		return unknownSize
	}
	return f.size.Load()
}

// small reports whether all keys so far, and not only a few, were of a size at
// most.
func (f *family) small(size int64) bool {
	return f != nil && f.seen.Load() >= believed && f.size.Load() <= size
}

// of returns the family of a key, nil if none of it was seen.
func (g *families) of(key string) *family {
	name, start := familyName(key)
	g.mu.RLock()
	defer g.mu.RUnlock()
	if f, ok := g.table[name]; ok {
		return f
	}
	return g.table[start]
}

// learn notes the type of a key and returns its family.
func (g *families) learn(key string, t value.Type) *family {
	name, start := familyName(key)
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.table) >= maxFamilies {
		clear(g.table)
	}
	if f, ok := g.table[name]; ok && f.typ == t {
		return f
	}
	f := &family{typ: t}
	g.table[name], g.table[start] = f, f
	return f
}

// familyName hashes (FNV-1a) what keys of one kind have in common: the name
// without its digits, and the part before the first separator.
func familyName(key string) (name, start uint64) {
	const offset, prime = 14695981039346656037, 1099511628211
	name = offset
	for i := range len(key) {
		c := key[i]
		if c >= '0' && c <= '9' {
			continue
		}
		name = (name ^ uint64(c)) * prime
		if start == 0 && isSeparator(c) {
			start = ^name
		}
	}
	return name, start
}

func isSeparator(c byte) bool {
	return c == ':' || c == '.' || c == '/' || c == '_' || c == '-' || c == '|' || c == '{'
}
