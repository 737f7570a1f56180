package scope

import (
	"errors"
	"fmt"
	"strings"
)

// glob is a pattern as KEYS and SCAN MATCH read it: * any bytes, ? any byte,
// [a-z] one of some bytes, [^x] one of all others, \x the byte x itself.
type glob []step

// step is a star or stands for one byte.
type step struct {
	star bool
	set  byteSet
}

// byteSet is a set of bytes, a bit each.
type byteSet [4]uint64

func (s *byteSet) add(c byte)      { s[c>>6] |= 1 << (c & 63) }
func (s *byteSet) has(c byte) bool { return s[c>>6]&(1<<(c&63)) != 0 }

func (s *byteSet) invert() {
	for i := range s {
		s[i] = ^s[i]
	}
}

// parseGlob refuses what servers of different versions read differently: a [
// without its ] and a lone \ at the end.
func parseGlob(text string) (glob, error) {
	var g glob
	for at := 0; at < len(text); {
		s, size, err := parseStep(text[at:])
		if err != nil {
			return nil, fmt.Errorf("byte %d: %w", at+1, err)
		}
		if !s.star || len(g) == 0 || !g[len(g)-1].star {
			g = append(g, s)
		}
		at += size
	}
	return g, nil
}

// parseStep reads what text, which is not empty, begins with. It returns how
// many bytes that were.
func parseStep(text string) (s step, size int, err error) {
	switch {
	case text[0] == '*':
		return step{star: true}, 1, nil
	case text[0] == '?':
		s.set.invert()
		return s, 1, nil
	case text[0] == '[':
		s.set, size, err = parseClass(text)
		return s, size, err
	case text == `\`:
		return s, 0, errors.New(`a \ at the end says nothing; the byte itself is \\`)
	case text[0] == '\\':
		s.set.add(text[1])
		return s, 2, nil
	}
	s.set.add(text[0])
	return s, 1, nil
}

// parseClass reads [abc], [a-z] or [^x], as Redis does: a ] ends it wherever it
// stands, unless it is the end of a range.
func parseClass(text string) (set byteSet, size int, err error) {
	inverted := strings.HasPrefix(text, "[^")
	at := 1
	if inverted {
		at = 2
	}
	for at < len(text) && text[at] != ']' {
		size, err := set.member(text[at:])
		if err != nil {
			return set, 0, err
		}
		at += size
	}
	if at >= len(text) {
		return set, 0, errors.New(`the [ lacks its ]; the byte itself is \[`)
	}
	if inverted {
		set.invert()
	}
	return set, at + 1, nil
}

// member adds the byte or range that text begins with and returns its size. The
// order of bytes above 127 depends on the server's machine.
func (s *byteSet) member(text string) (size int, err error) {
	switch {
	case len(text) > 1 && text[0] == '\\':
		s.add(text[1])
		return 2, nil
	case len(text) < 3 || text[1] != '-':
		s.add(text[0])
		return 1, nil
	case text[0] > 127 || text[2] > 127:
		return 0, errors.New("a range goes from one ASCII character to another")
	}
	for c := min(text[0], text[2]); c <= max(text[0], text[2]); c++ {
		s.add(c)
	}
	return 3, nil
}

// match reports whether the glob stands for the key. Where it fails it goes
// back to the last star alone, since whatever an earlier one could take, the
// last one can.
func (g glob) match(key string) bool {
	at, i := 0, 0
	star, from := -1, 0
	for i < len(key) {
		switch {
		case at < len(g) && g[at].star:
			star, from = at, i
			at++
		case at < len(g) && g[at].set.has(key[i]):
			at++
			i++
		case star >= 0:
			from++
			at, i = star+1, from
		default:
			return false
		}
	}
	return at == len(g) || at == len(g)-1 && g[at].star
}

// stars counts the stars.
func (g glob) stars() int {
	n := 0
	for _, s := range g {
		if s.star {
			n++
		}
	}
	return n
}

// escapeGlob returns the glob that stands for text itself.
func escapeGlob(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if strings.IndexByte(`*?[]\^-`, text[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
