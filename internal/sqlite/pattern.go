package sqlite

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

const (
	maxPatterns   = 10000 // patterns counted apart; all others count as "*"
	maxPatternKey = 256   // bytes of a key that are looked at
)

// Pattern names the family a key belongs to: its numbers, hexadecimal and
// other machine-made ids, and bytes that are no text, each become a star.
// user:123 gives user:*, and so does user:3f2a9c1e77.
func Pattern(key string) string {
	return string(appendPattern(nil, []byte(key)))
}

// appendPattern appends the pattern of a key to dst.
func appendPattern(dst, key []byte) []byte {
	cut := len(key) > maxPatternKey
	key = key[:min(len(key), maxPatternKey)]
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

// tally counts names, a bounded number of them apart.
type tally struct {
	max   int
	index map[string]int
	names []check.Pattern
}

func newTally(limit int) *tally { return &tally{max: limit, index: map[string]int{}} }

// add counts a name once. When there are too many names, new ones count as
// "*".
func (t *tally) add(name []byte) {
	i, ok := t.index[string(name)]
	if !ok && len(t.names) >= t.max {
		i, ok = t.index["*"]
		name = []byte("*")
	}
	if !ok {
		i = len(t.names)
		t.index[string(name)] = i
		t.names = append(t.names, check.Pattern{Name: string(name)})
	}
	t.names[i].Count++
}

// top returns the n names with the highest counts, the highest first.
func (t *tally) top(n int) []check.Pattern {
	slices.SortFunc(t.names, func(a, b check.Pattern) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	return t.names[:min(n, len(t.names))]
}
