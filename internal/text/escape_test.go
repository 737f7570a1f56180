package text_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/redis-full-check/redis-full-check/internal/text"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"user:1":         "user:1",
		"":               "",
		"a b":            "a b",
		"用户:é":           "用户:é",
		"a\tb":           `a\tb`,
		"a\nb\r\n":       `a\nb\r\n`,
		`C:\temp`:        `C:\\temp`,
		"k\x00\xff\x7f":  `k\x00\xff\x7f`,
		"\u0085\u2028":   `\xc2\x85\xe2\x80\xa8`,       // ends of line, for some programs
		"\xe7\x94":       `\xe7\x94`,                   // a character cut short
		"a\u202eb\u2066": `a\xe2\x80\xaeb\xe2\x81\xa6`, // changes of direction
		"\ufffd":         "\ufffd",                     // what others write for one is text
	} {
		if got := text.Escape(in); got != want {
			t.Errorf("Escape(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestUnescapeRefusesWhatEscapeDoesNotWrite(t *testing.T) {
	for _, in := range []string{`\`, `a\`, `\q`, `\x`, `\x1`, `\xzz`, `\x+1`, `\0`} {
		if got, err := text.Unescape(in); err == nil {
			t.Errorf("Unescape(%q) = %q, want an error", in, got)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "user:1", "a\tb\n", `\x00`, "\xff\x00\\", "\u2028é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		escaped := text.Escape(s)
		if !utf8.ValidString(escaped) || strings.ContainsFunc(escaped, unicode.IsControl) {
			t.Errorf("Escape(%q) = %q", s, escaped)
		}
		back, err := text.Unescape(escaped)
		if err != nil || back != s {
			t.Errorf("%q came back as %q, %v", s, back, err)
		}
	})
}

func FuzzUnescape(f *testing.F) {
	for _, s := range []string{`\x00`, `a\\b`, `\t\n\r`, `\`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		raw, err := text.Unescape(s)
		if err != nil {
			return
		}
		back, err := text.Unescape(text.Escape(raw))
		if err != nil || back != raw {
			t.Errorf("%q came back as %q, %v", raw, back, err)
		}
	})
}

// Text of a server is one line, and does nothing to a terminal.
func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"ERR no\r\nsuch\tthing\n":       "ERR no  such thing",
		`C:\temp é 用户`:                  `C:\temp é 用户`,
		"\x1b]0;title\x07\x1b[2J":       `\x1b]0;title\x07\x1b[2J`,
		"\u009b31m\u0085.":              `\xc2\x9b31m\xc2\x85.`,
		"a\u202eb\u2066c\u061cd":        `a\xe2\x80\xaeb\xe2\x81\xa6c\xd8\x9cd`,
		"a\u200bb\ufeffc\u2060d\u3164e": `a\xe2\x80\x8bb\xef\xbb\xbfc\xe2\x81\xa0d\xe3\x85\xa4e`,
		"\xff\xc3":                      `\xff\xc3`,
		strings.Repeat("x", 3000):       strings.Repeat("x", 2000) + "...",
	} {
		if got := text.Clean(in); got != want {
			t.Errorf("Clean(%q) = %s, want %s", in, got, want)
		}
	}
}
