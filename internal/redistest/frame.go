package redistest

import (
	"strconv"
	"strings"
)

// frame follows a stream of replies, in whatever pieces it comes, to find
// where one ends. It keeps no more of them than the header being read.
type frame struct {
	line []byte // the header so far
	body int    // bytes of a bulk string still to come
	todo int    // elements still to come, 0 between replies
	push bool   // the reply is a RESP3 push, which answers no command
	lost bool   // the stream is no RESP: there are no ends to find
}

// next says how many bytes belong to the current reply, and whether it
// ends with them.
func (f *frame) next(p []byte) (size int, end bool) {
	for size < len(p) && !f.lost {
		size += f.take(p[size:])
		if f.todo == 0 && f.body == 0 && len(f.line) == 0 {
			return size, true
		}
	}
	return len(p), false
}

// take consumes a piece of a body or of a header.
func (f *frame) take(p []byte) int {
	if f.body > 0 {
		n := min(f.body, len(p))
		f.body -= n
		return n
	}
	for i, b := range p {
		f.line = append(f.line, b)
		if b == '\n' {
			f.header(strings.TrimSpace(string(f.line)))
			return i + 1
		}
	}
	return len(p)
}

func (f *frame) header(line string) {
	f.line = f.line[:0]
	if f.todo == 0 {
		f.todo, f.push = 1, strings.HasPrefix(line, ">")
	}
	f.todo--
	switch {
	case line == "":
		f.lost = true
	case strings.ContainsRune("+-:_#,(", rune(line[0])):
	case strings.ContainsRune("$=!", rune(line[0])):
		f.body = f.count(line, 1, 2)
	case strings.ContainsRune("*~>", rune(line[0])):
		f.todo += f.count(line, 1, 0)
	case line[0] == '%':
		f.todo += f.count(line, 2, 0)
	case line[0] == '|': // attributes stand before a reply
		f.todo += f.count(line, 2, 1)
	default:
		f.lost = true
	}
}

// count returns the number in a header times each, and extra; 0 for null.
func (f *frame) count(line string, each, extra int) int {
	n, err := strconv.Atoi(line[1:])
	f.lost = f.lost || err != nil
	if n < 0 {
		return 0
	}
	return n*each + extra
}
