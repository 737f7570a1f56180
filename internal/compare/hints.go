package compare

import (
	"sync"
	"sync/atomic"

	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// hints remember what the keys of a family were like: their type, so that TYPE
// need not be asked for each, and their size, so that a pipeline asks for no more
// than it can hold. A wrong guess costs a second look, never a verdict: only types
// are guessed whose commands fail for all others (candidate.guess). The workers
// share them.
type hints struct {
	mu    sync.RWMutex
	table map[uint64]*family
}

// maxFamilies bounds the memory of hints; beyond it they begin again.
const maxFamilies = 1 << 14

func newHints() *hints { return &hints{table: map[uint64]*family{}} }

// family is what is known of keys with names alike.
type family struct {
	typ        value.Type
	samples    atomic.Int64 // keys whose replies were measured
	maxReply   atomic.Int64 // bytes of the largest reply
	maxElement atomic.Int64 // bytes of an element, of the reply with the widest
}

// learn notes what replies about the value of a key tell of its family. The family
// of a key whose type is confirmed is found, or made, by that type.
func (h *hints) learn(c *candidate, replies [2]resp.Reply) {
	if c.confirmed && (c.family == nil || c.family.typ != c.typ) {
		c.family = h.family(c.key[0], c.typ)
	}
	if c.family == nil {
		return
	}
	larger := replies[0]
	if len(replies[1]) > len(larger) {
		larger = replies[1]
	}
	c.family.measure(larger)
}

// measure notes how large a key's reply is.
func (f *family) measure(reply resp.Reply) {
	if reply.IsInt() {
		return // a length: the value was not read
	}
	f.samples.Add(1)
	size := int64(len(reply))
	raise(&f.maxReply, size)
	if size > measureAbove && size > f.maxElement.Load() {
		raise(&f.maxElement, value.Width(reply))
	}
}

// measureAbove is how large a reply may be without its elements being measured,
// which means to find them all: a whole page of such elements is no more than 1 MB.
const measureAbove = 2 << 10

// raise keeps the larger number; a race only makes it a little smaller.
func raise(most *atomic.Int64, n int64) {
	if n > most.Load() {
		most.Store(n)
	}
}

// page is how many elements of a value to ask for.
func (f *family) page() int {
	if f.samples.Load() == 0 || f.heavy() {
		return value.FewElements
	}
	return value.PageOf(f.maxElement.Load())
}

// heavy reports whether there was a value of which the server gave much more than
// was asked for: a page for each of a stream's groups and consumers, or a sorted
// set that it holds in one piece.
func (f *family) heavy() bool {
	const most = 256 << 10
	return (f.typ == value.Stream() || f.typ == value.ZSet()) && f.maxReply.Load() > most
}

// Sizes are believed after some samples; until there is one, a reply is taken for
// unknownSize.
const (
	minSamples  = 64
	unknownSize = 64 << 10
)

// expected is how large the reply about the next key may be.
func (f *family) expected() int64 {
	if f == nil || f.samples.Load() == 0 {
		return unknownSize
	}
	return f.maxReply.Load()
}

// small reports whether all keys so far, and not only a few, were of a size at
// most.
func (f *family) small(size int64) bool {
	return f != nil && f.samples.Load() >= minSamples && f.maxReply.Load() <= size
}

// of returns the family of a key, nil if none of it was seen.
func (h *hints) of(key string) *family {
	name, start := familyName(key)
	h.mu.RLock()
	defer h.mu.RUnlock()
	if f, ok := h.table[name]; ok {
		return f
	}
	return h.table[start]
}

// family notes the type of a key and returns its family.
func (h *hints) family(key string, t value.Type) *family {
	name, start := familyName(key)
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.table) >= maxFamilies {
		clear(h.table)
	}
	if f, ok := h.table[name]; ok && f.typ == t {
		return f
	}
	f := &family{typ: t}
	h.table[name], h.table[start] = f, f
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
