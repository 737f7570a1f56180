package text

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape writes any bytes as text without tabs, ends of line or other control
// characters: a backslash as \\, a tab as \t, ends of line as \n and \r, and
// each byte of whatever else is no plain text as \x and two hexadecimal
// digits. All other text stays as it is.
func Escape(s string) string { return string(AppendEscaped(nil, s)) }

// AppendEscaped appends Escape(s) to dst.
func AppendEscaped(dst []byte, s string) []byte { return appendEscaped(dst, s, plain) }

// plain reports whether a rune may stand in a line as it is. The two
// separators end a line for some programs; what changes the direction of
// writing makes a line look like another.
func plain(r rune) bool {
	return !unicode.IsControl(r) && r != '\u2028' && r != '\u2029' && !unicode.Is(unicode.Bidi_Control, r)
}

// visible is stricter, for a terminal: characters of no width are not.
func visible(r rune) bool {
	return unicode.IsPrint(r) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Printable is Escape for a terminal: invisible characters are shown too.
func Printable(s string) string { return string(appendEscaped(nil, s, visible)) }

// Clean makes text that may hold anything, such as a server's words, one line
// that is safe on a terminal and in a log: ends of line and tabs become blanks,
// and whatever else is not printable, bytes that are no text among it, is
// escaped. It cuts what is longer than a message can be.
func Clean(s string) string {
	const most = 2000
	s = strings.TrimSpace(s)
	cut := len(s) > most
	s = s[:min(len(s), most)]
	var out []byte
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			out = append(out, ' ')
		case r == utf8.RuneError && size == 1 || !visible(r):
			out = appendEscapes(out, s[:size])
		default:
			out = append(out, s[:size]...)
		}
		s = s[size:]
	}
	if cut {
		out = append(out, "..."...)
	}
	return string(out)
}

// appendEscaped appends s to dst, with all runes that may not stay escaped.
func appendEscaped(dst []byte, s string, stays func(rune) bool) []byte {
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if (r == utf8.RuneError && size == 1) || r == '\\' || !stays(r) {
			dst = appendEscapes(dst, s[:size])
		} else {
			dst = append(dst, s[:size]...)
		}
		s = s[size:]
	}
	return dst
}

// appendEscapes escapes every byte of s.
func appendEscapes(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	for _, c := range []byte(s) {
		if i := strings.IndexByte("\\\t\n\r", c); i >= 0 {
			dst = append(dst, '\\', `\tnr`[i])
		} else {
			dst = append(dst, '\\', 'x', hex[c>>4], hex[c&15])
		}
	}
	return dst
}

// Unescape is the inverse of Escape. It fails on a backslash that begins none
// of its escapes.
func Unescape(s string) (string, error) {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, `\`)
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		c, size, err := unescapeByte(after)
		if err != nil {
			return "", err
		}
		b.WriteByte(c)
		s = after[size:]
	}
}

// unescapeByte reads what follows a backslash and measures it.
func unescapeByte(s string) (c byte, size int, err error) {
	if s == "" {
		return 0, 0, fmt.Errorf("unescape: a backslash at the end")
	}
	if i := strings.IndexByte(`\tnr`, s[0]); i >= 0 {
		return "\\\t\n\r"[i], 1, nil
	}
	if s[0] != 'x' || len(s) < 3 {
		return 0, 0, fmt.Errorf("unescape: unknown escape \\%s", s[:1])
	}
	n, err := strconv.ParseUint(s[1:3], 16, 8)
	if err != nil {
		return 0, 0, fmt.Errorf("unescape: unknown escape \\%s", s[:3])
	}
	return byte(n), 3, nil
}
