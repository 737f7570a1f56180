package scope

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestGlob(t *testing.T) {
	tests := []struct {
		glob string
		yes  []string
		no   []string
	}{
		{"abc", []string{"abc"}, []string{"", "ab", "abcd", "ABC"}},
		{"a*", []string{"a", "ab", "a\x00\n"}, []string{"", "ba"}},
		{"*", []string{"", "a", "\xff"}, nil},
		{"a**b", []string{"ab", "axxb"}, []string{"a", "abx"}},
		{"*a*b*", []string{"ab", "xaxbx", "aab"}, []string{"ba", "a"}},
		{"a?c", []string{"abc", "a\xffc", "a*c"}, []string{"ac", "abbc"}},
		{"a[bc]d", []string{"abd", "acd"}, []string{"ad", "axd", "abcd"}},
		{"a[b-dx]", []string{"ab", "ac", "ad", "ax"}, []string{"aa", "ae", "a-"}},
		{"a[d-b]", []string{"ab", "ac", "ad"}, []string{"aa", "a-"}},
		{"a[^b]", []string{"aa", "a^", "a]"}, []string{"ab", "a"}},
		{`a[\]\^-]`, []string{"a]", "a^", "a-"}, []string{`a\`, "a"}},
		{"a[b^]", []string{"ab", "a^"}, []string{"aa"}},
		{"a[-b]", []string{"a-", "ab"}, []string{"aa"}},
		{"a[]-b]]", nil, []string{"a]"}}, // the first ] ends it
		{`a[b\-]`, []string{"a-", "ab"}, []string{"aa"}},
		{"a[Z-]]", []string{"aZ", "a]", `a\`}, []string{"a-", "aY"}}, // a range may end with a ]
		{"a[]b", nil, []string{"a]b", "ab"}},                         // an empty class, as Redis has it
		{"a[^]b", []string{"axb", "a]b"}, []string{"ab"}},
		{`\*\?\[\\`, []string{`*?[\`}, []string{`\*\?\[\\`}},
		{`\a]^-`, []string{"a]^-"}, nil},
		{"ü?", []string{"üx"}, []string{"üü"}}, // bytes, not characters
	}
	for _, tt := range tests {
		g, err := parseGlob(tt.glob)
		if err != nil {
			t.Errorf("%q: %v", tt.glob, err)
		}
		for _, key := range tt.yes {
			if !g.match(key) {
				t.Errorf("%q refuses %q", tt.glob, key)
			}
		}
		for _, key := range tt.no {
			if g.match(key) {
				t.Errorf("%q takes %q", tt.glob, key)
			}
		}
	}
}

func TestGlobErrors(t *testing.T) {
	for text, want := range map[string]string{
		`a\`:        `byte 2: a \ at the end`,
		"[":         "byte 1: the [ lacks its ]",
		"ab[c":      "byte 3: the [ lacks its ]",
		`[a\]`:      "lacks its ]",
		`[\`:        "lacks its ]",
		"[a-]":      "lacks its ]", // it is the end of the range
		`[a\-]`:     "",
		"[a-":       "lacks its ]",
		"[a-\xff]":  "one ASCII character to another",
		"x[ä-ü]":    "byte 2: a range goes from one ASCII character",
		"[^":        "lacks its ]",
		"user:*[^]": "",
	} {
		_, err := parseGlob(text)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestGlobIsQuick has the pattern that takes naive matchers forever.
func TestGlobIsQuick(t *testing.T) {
	g, err := parseGlob(strings.Repeat("a*", 60) + "b")
	if err != nil || g.match(strings.Repeat("a", 100_000)) {
		t.Error(err)
	}
}

func TestEscapeGlob(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOf(rapid.SampledFrom([]rune(`ab*?[]^-\é`))).Draw(t, "name")
		key := rapid.StringOf(rapid.SampledFrom([]rune(`ab*?[]^-\é`))).Draw(t, "key")
		g, err := parseGlob(escapeGlob(name))
		if err != nil || !g.match(name) || g.match(key) != (key == name) {
			t.Fatalf("%q: %v", name, err)
		}
	})
}

// FuzzGlob compares globs with the regular expressions they amount to.
func FuzzGlob(f *testing.F) {
	f.Add("a*[b-d]?[^x]\\*", "abc")
	f.Add("[]", "]")
	f.Add("[^]*", "\xff\n")
	f.Add("[z-a\\]", "")
	f.Fuzz(func(t *testing.T, text, key string) {
		g, err := parseGlob(text)
		if err != nil || len(g) > 50 || len(key) > 100 {
			return
		}
		latin := func(s string) string { // a character for each byte
			runes := make([]rune, len(s))
			for i := range len(s) {
				runes[i] = rune(s[i])
			}
			return string(runes)
		}
		re := regexp.MustCompile(`^(?s:` + g.expression() + `)$`)
		if want := re.MatchString(latin(key)); g.match(key) != want {
			t.Errorf("%q matches %q: %v, want %v", text, key, !want, want)
		}
	})
}

// expression writes a glob as a regular expression over characters up to 255.
func (g glob) expression() string {
	var b strings.Builder
	for _, s := range g {
		if s.star {
			b.WriteString(".*")
			continue
		}
		b.WriteString("(?:[^\\x00-\\x{ff}]")
		for c := range 256 {
			if s.set.has(byte(c)) {
				b.WriteString("|" + regexp.QuoteMeta(string(rune(c))))
			}
		}
		b.WriteString(")")
	}
	return b.String()
}
