package scope

import (
	"strings"
	"testing"
)

func TestKeyPatterns(t *testing.T) {
	tests := []struct {
		list             string
		include, exclude []string
		yes, no          []string
		glob             string
	}{
		{"", nil, nil, []string{"", "a"}, nil, ""},
		{"", []string{"user:*"}, nil, []string{"user:1"}, []string{"x"}, "user:*"},
		{"", []string{"user:*", "c?"}, nil, []string{"user:1", "ca"}, []string{"x"}, ""},
		{"", []string{"*"}, nil, []string{"", "x"}, nil, ""},
		{"", []string{"**"}, nil, []string{"", "x"}, nil, ""},
		{"", []string{"re:^u.*[0-9]$"}, nil, []string{"user:1", "u\n1"}, []string{"user:x", "xu1"}, ""},
		{"", nil, []string{"tmp:*", "re:x"}, []string{"a"}, []string{"tmp:", "axb"}, ""},
		{"", []string{"a*"}, []string{"ab*"}, []string{"a", "ac"}, []string{"ab", "b"}, "a*"},
		{"a*", nil, nil, []string{"ab"}, []string{"b"}, "a*"},
		{"a[*", nil, nil, []string{"a[b"}, []string{"ab"}, `a\[*`},
		{"k?y", nil, nil, []string{"k?y"}, []string{"key"}, `k\?y`},
		{"a*|b", nil, nil, []string{"ab", "b"}, []string{"c"}, ""},
		{"a*|ab*", nil, nil, []string{"ab", "a"}, []string{"c"}, "a*"},
		{"*", nil, nil, []string{"ab", ""}, nil, ""},
		{"a*", []string{"*b"}, []string{"abb"}, []string{"ab"}, []string{"a", "b", "abb"}, "a*"},
		{"a*|c", []string{"*b"}, nil, []string{"ab"}, []string{"a", "c"}, "*b"},
		{"", []string{strings.Repeat("a*", 101)}, nil, []string{strings.Repeat("a", 101)}, []string{"a"}, ""},
	}
	for _, tt := range tests {
		f := mustParse(t, tt.list).With(patterns(t, tt.include), patterns(t, tt.exclude))
		for _, key := range tt.yes {
			if !f.Admits(key) {
				t.Errorf("%+v refuses %q", tt, key)
			}
		}
		for _, key := range tt.no {
			if f.Admits(key) {
				t.Errorf("%+v admits %q", tt, key)
			}
		}
		if got := f.Glob(); got != tt.glob {
			t.Errorf("%+v: the glob is %q", tt, got)
		}
	}
}

func patterns(t *testing.T, texts []string) []KeyPattern {
	t.Helper()
	var out []KeyPattern
	for _, text := range texts {
		p, err := ParseKeyPattern(text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

// TestKeyPatternsDoNotAllocate leaves regular expressions out: package regexp keeps
// its machines in a sync.Pool, which may lose them at any time.
func TestKeyPatternsDoNotAllocate(t *testing.T) {
	f := mustParse(t, "a*").With(patterns(t, []string{"*[a-c]?x*"}), patterns(t, []string{"y", "b*"}))
	if n := testing.AllocsPerRun(100, func() { f.Admits("abbbcx") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestTypes(t *testing.T) {
	got, err := ParseTypes("string,hash,ReJSON-RL,string")
	if err != nil || strings.Join(got, " ") != "ReJSON-RL hash string" {
		t.Errorf("%v, %v", got, err)
	}
	for _, list := range []string{"", "String", "hash,", "hash set", "none", "hash, set"} {
		if got, err := ParseTypes(list); err == nil {
			t.Errorf("%q gives %v", list, got)
		}
	}
}
