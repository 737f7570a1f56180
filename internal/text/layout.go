package text

import (
	"strings"
	"unicode/utf8"
)

// Columns is how wide s may be on a terminal: a character that is not ASCII may
// take two columns, so it counts as two.
func Columns(s string) (n int) {
	for _, r := range s {
		n++
		if r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// Truncate makes s, which may be anything, printable and cuts it to a number of
// columns.
func Truncate(s string, limit int) string {
	const dots, most = "...", 1000
	s = Printable(s[:min(len(s), most)])
	if Columns(s) <= limit {
		return s
	}
	for len(s) > 0 && Columns(s)+len(dots) > limit {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s + dots
}

// Wrap breaks text between words into lines of at most width bytes.
func Wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(lines, line)
}

// And joins words as people do: 0, 1 and 5.
func And(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// Shell makes text one word of a shell command.
func Shell(text string) string {
	safe := func(r rune) bool {
		return strings.ContainsRune("./_-:", r) ||
			'0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !safe(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
