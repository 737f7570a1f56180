// Package keyname groups keys by their names: it finds what keys of one kind have
// in common, and counts such families.
package keyname

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is counted and read.
const (
	Most   = 10_000 // families counted apart; all others count as "*"
	maxKey = 256    // bytes of a key that are looked at
)

// Family names the family a key belongs to: its numbers, hexadecimal and
// other machine-made ids, and bytes that are no text, each become a star.
// user:123 gives user:*, and so does user:3f2a9c1e77.
func Family(key string) string {
	return string(Append(nil, []byte(key)))
}

// Append appends the name of a key's family to dst.
func Append(dst, key []byte) []byte {
	cut := len(key) > maxKey
	key = key[:min(len(key), maxKey)]
	for len(key) > 0 {
		n, id := token(key)
		if id {
			dst = appendStar(dst)
		} else {
			dst = appendWord(dst, key[:n])
		}
		key = key[n:]
	}
	if cut {
		dst = appendStar(dst)
	}
	return dst
}

// token measures what a key begins with, and reports whether it is an id as a
// whole.
func token(key []byte) (n int, id bool) {
	if uuid(key) {
		return uuidLen, true
	}
	for n < len(key) && alphanumeric(key[n]) {
		n++
	}
	if n > 0 {
		return n, looksMade(key[:n])
	}
	r, size := utf8.DecodeRune(key)
	return size, (r == utf8.RuneError && size == 1) || unicode.IsControl(r)
}

// looksMade tells 3f2a9c1e from a word: hexadecimal digits, eight or more with
// a numeral among them, or a long mixture of letters and numerals.
func looksMade(word []byte) bool {
	numerals, others := 0, 0
	for _, c := range word {
		if digit(c) {
			numerals++
		} else if !hexDigit(c) {
			others++
		}
	}
	if numerals == 0 {
		return false
	}
	return (others == 0 && len(word) >= 8) || (numerals > 1 && len(word) >= 16)
}

// appendWord appends a word with its numbers as stars, and its stars, so that
// there are never two together.
func appendWord(dst, word []byte) []byte {
	for _, c := range word {
		if digit(c) || c == '*' {
			dst = appendStar(dst)
		} else {
			dst = append(dst, c)
		}
	}
	return dst
}

// appendStar appends a star unless there is one.
func appendStar(dst []byte) []byte {
	if len(dst) > 0 && dst[len(dst)-1] == '*' {
		return dst
	}
	return append(dst, '*')
}

const uuidLen = 36

// uuid reports whether key begins with a UUID, 8-4-4-4-12 digits.
func uuid(key []byte) bool {
	if len(key) < uuidLen || len(key) > uuidLen && alphanumeric(key[uuidLen]) {
		return false
	}
	for i, c := range key[:uuidLen] {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !hexDigit(c) {
			return false
		}
	}
	return true
}

func digit(c byte) bool    { return '0' <= c && c <= '9' }
func hexDigit(c byte) bool { return digit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
func alphanumeric(c byte) bool {
	return digit(c) || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// Count is a family of keys, user:* and the like, and how many keys it has.
type Count struct {
	Name  string
	Count int64
}

// Counter counts the keys of families, a bounded number of them apart.
type Counter struct {
	most   int
	index  map[string]int
	counts []Count
	name   []byte // of the last key's family
}

// NewCounter returns a counter that tells at most so many families apart.
func NewCounter(most int) *Counter { return &Counter{most: most, index: map[string]int{}} }

// Add counts a key.
func (c *Counter) Add(key []byte) {
	c.name = Append(c.name[:0], key)
	c.add(c.name)
}

// add counts a name. When there are too many names, new ones count as "*".
func (c *Counter) add(name []byte) {
	i, ok := c.index[string(name)]
	if !ok && len(c.counts) >= c.most {
		i, ok = c.index["*"]
		name = []byte("*")
	}
	if !ok {
		i = len(c.counts)
		c.index[string(name)] = i
		c.counts = append(c.counts, Count{Name: string(name)})
	}
	c.counts[i].Count++
}

// Families is how many families there are.
func (c *Counter) Families() int { return len(c.counts) }

// Top returns the n largest families, the largest first.
func (c *Counter) Top(n int) []Count {
	sorted := slices.SortedFunc(slices.Values(c.counts), func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	return sorted[:min(n, len(sorted))]
}

// Largest names the largest families of some keys, the largest first, at most n.
func Largest(keys []string, n int) []string {
	c := NewCounter(Most)
	for _, k := range keys {
		c.Add([]byte(k))
	}
	var names []string
	for _, f := range c.Top(n) {
		names = append(names, f.Name)
	}
	return names
}
