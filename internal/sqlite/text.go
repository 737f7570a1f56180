package sqlite

import (
	"strings"
	"unicode/utf8"
)

// text is what to store for s: TEXT where that gives the same bytes back in
// every tool, else a BLOB.
func text(s string) any {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return []byte(s)
}
