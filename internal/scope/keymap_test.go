package scope

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestKeyMap(t *testing.T) {
	tests := []struct {
		renames   []string
		key, want string
	}{
		{nil, "a", "a"},
		{[]string{"s/^old:/new:/"}, "old:1", "new:1"},
		{[]string{"s/^old:/new:/"}, "x:old:1", "x:old:1"},
		{[]string{"s/a/b/"}, "aaa", "baa"},
		{[]string{"s/a/b/g"}, "aaa", "bbb"},
		{[]string{"s/a//g"}, "xaax", "xx"},
		{[]string{"s/$/:v2/"}, "k", "k:v2"},
		{[]string{"s/^/p:/g"}, "k", "p:k"},
		{[]string{`s/(\w+):(\d+)/\2.${1}/`}, "user:17", "17.user"},
		{[]string{`s/(?P<name>\w+):/${name}./`}, "user:17", "user.17"},
		{[]string{`s/u/\0\0/`}, "user", "uuser"},
		{[]string{`s/(u)/\1ser$1/`}, "u", "user$1"},
		{[]string{`s/u/$/`}, "u", "$"},
		{[]string{`s/u/\$\\\&&/`}, "u", `$\&&`},
		{[]string{"s|/|:|g"}, "a/b/c", "a:b:c"},
		{[]string{`s/a\/b/c\/d/`}, "a/b", "c/d"},
		{[]string{`s|a\|b|c\|d|`}, "a|b", "c|d"},
		{[]string{`s.a\.b.c.`}, "axb", "axb"},
		{[]string{`s.a\.b.c.`}, "a.b", "c"},
		{[]string{"s¦a¦b¦"}, "a", "b"},
		{[]string{"s,a,b,", "s,b,c,", "s,^x,y,"}, "xa", "yc"},
		{[]string{"s/.$/!/"}, "a\n", "a!"}, // a dot is any character
		{[]string{"s/b/x/"}, "\xff\x00b\xfe", "\xff\x00x\xfe"},
		{[]string{"s/.*/{tag}\\0/"}, "", "{tag}"},
	}
	for _, tt := range tests {
		var m KeyMap
		for _, text := range tt.renames {
			r, err := ParseRename(text)
			if err != nil || r.String() != text {
				t.Errorf("%q: %v, %v", text, r, err)
			}
			m = append(m, r)
		}
		if got := m.Pair(tt.key); got[0] != tt.key || got[1] != tt.want {
			t.Errorf("%q: %q is called %q, want %q", tt.renames, tt.key, got[1], tt.want)
		}
	}
}

func TestRenameErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":             "it wants s/OLD/NEW/",
		"s":            "it wants s/OLD/NEW/",
		"/a/b/":        "it wants s/OLD/NEW/",
		`s\a\b\`:       "it wants s/OLD/NEW/",
		"s\xffa\xffb":  "it wants s/OLD/NEW/",
		"s/a":          "three /, as in s/OLD/NEW/",
		"s|a|b":        "three |, as in s|OLD|NEW|",
		`s/a/b\/`:      "three /",
		"s/a/b/gg":     `"gg" is no flag`,
		"s/a/b/i":      `"i" is no flag`,
		"s//b/":        "nothing to look for",
		"s/a(/b/":      "missing closing )",
		`s/(a)/\2/`:    `no group "2"`,
		`s/(a)/${2}/`:  `no group "2"`,
		`s/(a)/${-1}/`: `no group "-1"`,
		`s/(a)/${b}/`:  `no group "b"`,
		`s/(a)/${1/`:   "lacks its }",
		`s/a/\n/`:      `\n stands for nothing`,
	} {
		if r, err := ParseRename(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want %q", text, r, err, want)
		}
	}
}

// TestRenameOfText replaces text that has no special characters.
func TestRenameOfText(t *testing.T) {
	words := rapid.StringMatching(`[ab:]{1,3}`)
	rapid.Check(t, func(t *rapid.T) {
		old, name, key := words.Draw(t, "old"), words.Draw(t, "new"), rapid.StringMatching(`[ab:]{0,9}`).Draw(t, "key")
		for flag, times := range map[string]int{"": 1, "g": -1} {
			r, err := ParseRename("s/" + old + "/" + name + "/" + flag)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := r.apply(key), strings.Replace(key, old, name, times); got != want {
				t.Fatalf("%v makes %q of %q, want %q", r, got, key, want)
			}
		}
	})
}

func FuzzRename(f *testing.F) {
	f.Add("s/^old:/new:/g", "old:1")
	f.Add(`s|(a)(b)?|\2${1}$|`, "ab")
	f.Add(`s/\//\\/`, "/")
	f.Fuzz(func(t *testing.T, text, key string) {
		r, err := ParseRename(text)
		if err != nil {
			return
		}
		if again, err := ParseRename(r.String()); err != nil || again.apply(key) != r.apply(key) {
			t.Errorf("%q is not %q: %v", text, r, err)
		}
	})
}
