package keyname

import (
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestOf(t *testing.T) {
	for key, want := range map[string]string{
		"":                         "",
		"config":                   "config",
		"user:123":                 "user:*",
		"user:123:cart:7":          "user:*:cart:*",
		"user-1.2.3":               "user-*.*.*",
		"12345":                    "*",
		"shard7{user42}":           "shard*{user*}",
		"session:3f2a9c1e77":       "session:*",
		"session:3F2A9C1E77B0":     "session:*",
		"cache:deadbeef":           "cache:deadbeef", // a word as well as a number
		"id:ab12":                  "id:ab*",
		"job:01ARZ3NDEKTSV4RRFFQ6": "job:*",
		"internationalization2":    "internationalization*",
		"s:6ba7b810-9dad-11d1-80b4-00c04fd430c8:x": "s:*:x",
		"6ba7b810-9dad-11d1-80b4-00c04fd430c8":     "*",
		"6ba7b810-9dad-11d1-80b4-00c04fd430c8z":    "*-*dad-*d*-*b*-*c*fd*c*z",
		"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee":     "*",
		"用户:7":                                     "用户:*",
		"\xac\xed\x00\x05t\x00\x06user:1":          "*t*user:*",
		"a\xffb":                                   "a*b",
		"glob:**7":                                 "glob:*",
		strings.Repeat("x", 300):                   strings.Repeat("x", 256) + "*",
	} {
		if got := Family(key); got != want {
			t.Errorf("Family(%q) = %q, want %q", key, got, want)
		}
	}
}

func FuzzOf(f *testing.F) {
	for _, key := range []string{"user:1", "\xff\x00a1", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", strings.Repeat("é", 200)} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		p := Family(key)
		if len(p) > maxKey+1 || !utf8.ValidString(p) || strings.ContainsFunc(p, unicode.IsControl) {
			t.Errorf("Family(%q) = %q", key, p)
		}
		if strings.ContainsAny(p, "0123456789") || strings.Contains(p, "**") {
			t.Errorf("Family(%q) = %q", key, p)
		}
	})
}

// However many patterns there are, the memory for them is bounded, and none is
// lost from the sum.
func TestCounterIsBounded(t *testing.T) {
	counts := NewCounter(10)
	for i := range 1000 {
		counts.add([]byte("a" + strconv.Itoa(i%100)))
	}
	top := counts.Top(100)
	if len(top) != 11 || top[0] != (Count{Name: "*", Count: 900}) || top[1].Count != 10 {
		t.Errorf("got %v", top)
	}
}
