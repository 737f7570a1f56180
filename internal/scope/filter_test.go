package scope

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFilterAdmits(t *testing.T) {
	tests := []struct {
		list string
		yes  []string
		no   []string
	}{
		// The example of the original's manual.
		{"abc*|efg|m*", []string{"abc", "abc1", "efg", "m", "mxyz"}, []string{"efgh", "p", "", "ab", "ef"}},
		{"", []string{"", "a", "\x00"}, nil},
		{"a", []string{"a"}, []string{"", "A", "aa", "a*"}},
		{"*", []string{"", "a", "*", "\xff\x00"}, nil},
		{"a*|*", []string{"", "b"}, nil},
		// A prefix and a longer one, either way round.
		{"user:*|user:1*", []string{"user:", "user:1", "user:2"}, []string{"user", "users"}},
		{"ab*|a*|ac*", []string{"a", "ad", "abz"}, []string{"b"}},
		{"ab*|ad*", []string{"ab", "abz", "ad"}, []string{"a", "ac", "aa", "ae"}},
		{" a |\tb*", []string{" a ", "\tbc"}, []string{"a", "b"}},
		{"k\x00\xff*|\r\n", []string{"k\x00\xff", "k\x00\xff\x00", "\r\n"}, []string{"k\x00", "k", "\r"}},
	}
	for _, tt := range tests {
		f := mustParse(t, tt.list)
		for _, key := range tt.yes {
			if !f.Admits(key) {
				t.Errorf("filter %q refuses %q", tt.list, key)
			}
		}
		for _, key := range tt.no {
			if f.Admits(key) {
				t.Errorf("filter %q admits %q", tt.list, key)
			}
		}
	}
}

func TestFilterErrors(t *testing.T) {
	tests := map[string]string{
		"|":     "name 1 of 2",
		"a|":    "name 2 of 2",
		"|a":    "name 1 of 2",
		"a||b*": "name 2 of 3",
		"a*b":   "name 1 of 1 has a * that is not at its end; patterns are given by --include",
		"b|a**": "name 2 of 2 has a *",
	}
	for list, want := range tests {
		f, err := ParseFilter(list)
		if err == nil || !strings.Contains(err.Error(), want) || f != nil {
			t.Errorf("ParseFilter(%q) = %v, %v; want an error about %s", list, f, err, want)
		}
	}
}

func TestFilterNilAdmitsAll(t *testing.T) {
	var f *Filter
	if !f.Admits("") || !f.Admits("any") {
		t.Error("a nil filter refuses a key")
	}
}

func TestFilterDoesNotAllocate(t *testing.T) {
	f := mustParse(t, "abc*|efg|m*|x|y*")
	n := testing.AllocsPerRun(100, func() {
		f.Admits("mxyz")
		f.Admits("efg")
		f.Admits("nothing of the kind")
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestFilterLikeNaive compares the filter with the plainest reading of its
// contract, over an alphabet small enough for names and keys to meet.
func TestFilterLikeNaive(t *testing.T) {
	alphabet := rapid.SampledFrom([]rune("ab:*|\x00"))
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.StringOfN(alphabet, 0, 12, -1).Draw(t, "list")
		key := rapid.StringOfN(alphabet, 0, 5, -1).Draw(t, "key")
		sameAsNaive(t, list, key)
	})
}

func FuzzFilter(f *testing.F) {
	f.Add("abc*|efg|m*", "mxyz")
	f.Add("a||b", "a")
	f.Add("*", "")
	f.Add("k\x00\xff*", "k\x00\xff\xfe")
	f.Fuzz(func(t *testing.T, list, key string) { sameAsNaive(t, list, key) })
}

// sameAsNaive fails unless ParseFilter and Admits agree with naive.
func sameAsNaive(t interface{ Fatalf(string, ...any) }, list, key string) {
	f, err := ParseFilter(list)
	admits, valid := naive(list, key)
	if (err == nil) != valid {
		t.Fatalf("ParseFilter(%q): %v, want valid = %v", list, err, valid)
	}
	if err == nil && f.Admits(key) != admits {
		t.Fatalf("filter %q admits %q = %v, want %v", list, key, !admits, admits)
	}
}

// naive is the contract of -f in its plainest form.
func naive(list, key string) (admits, valid bool) {
	if list == "" {
		return true, true
	}
	for name := range strings.SplitSeq(list, "|") {
		if name == "" {
			return false, false
		}
		prefix, rest, star := strings.Cut(name, "*")
		if rest != "" {
			return false, false
		}
		admits = admits || key == name || star && strings.HasPrefix(key, prefix)
	}
	return admits, true
}

func mustParse(t *testing.T, list string) *Filter {
	t.Helper()
	f, err := ParseFilter(list)
	if err != nil {
		t.Fatalf("ParseFilter(%q): %v", list, err)
	}
	return f
}

// A filter that is extended keeps what it had.
func TestFilterExtended(t *testing.T) {
	pattern := func(text string) []KeyPattern {
		p, err := ParseKeyPattern(text)
		if err != nil {
			t.Fatal(err)
		}
		return []KeyPattern{p}
	}
	f := (*Filter)(nil).With(pattern("a*"), pattern("*x")).With(pattern("*b"), pattern("*y*"))
	for key, want := range map[string]bool{"ab": true, "ax": false, "aby": false, "ayb": false, "b": false, "a": false, "axb": true} {
		if f.Admits(key) != want {
			t.Errorf("%s: %v", key, !want)
		}
	}
}
