package witness

import (
	"testing"
	"time"
)

// seen makes a history of looks, one a second, each written as two letters: the
// source's content and the target's; "." stands for nothing there.
func seen(looks ...string) *History {
	h := New(8)
	start := time.Unix(1_000_000, 0)
	for i, l := range looks {
		h.Add(Look{start.Add(time.Duration(i) * time.Second), letter(l[0]), letter(l[1])})
	}
	return h
}

func letter(c byte) Digest {
	if c == '.' {
		return Digest{}
	}
	return Of([]byte{c})
}

func TestState(t *testing.T) {
	tests := []struct {
		name  string
		looks []string
		want  State
	}{
		{"one look that differs proves nothing", []string{"ba"}, Moving},
		{"equal at once", []string{"aa"}, Equal},
		{"the target came after", []string{"ba", "bb"}, Equal},
		{"standing still, but not for the grace", []string{"ba", "ba"}, Moving},
		{"standing still for the grace", []string{"ba", "ba", "ba", "ba"}, Confirmed},
		{"missing for the grace", []string{"a.", "a.", "a.", "a."}, Confirmed},
		{"only the target has it", []string{".a", ".a", ".a", ".a"}, Confirmed},
		{"the target holds an older version", []string{"ba", "cb"}, Late},
		{"older by two versions", []string{"ba", "ca", "db"}, Late},
		{"the target holds what was never seen", []string{"ba", "cx"}, Moving},
		{"the source moves on, the target does not", []string{"ba", "ca", "da", "ea"}, Stuck},
		{"stuck at a version that the source had", []string{"aa", "ba", "ca", "da", "ea"}, Stuck},
		{"the source has just moved away from a target that stood still", []string{"aa", "aa", "aa", "aa", "ba"}, Late},
		{"the target moved in the end", []string{"ba", "ca", "da", "eb"}, Late},
		{"a lock that toggles and is followed", []string{"a.", ".a", "a.", ".a", "a."}, Late},
		{"a lock that toggles and is not followed",
			[]string{"a.", "..", "a.", "..", "a.", "..", "a.", "..", "a.", "..", "a.", "..", "a.", ".."}, Stuck},
		{"a lock that was seen to toggle a few times", []string{"a.", "..", "a.", ".."}, Equal},
	}
	for _, tt := range tests {
		if got := seen(tt.looks...).State(3 * time.Second); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestLag(t *testing.T) {
	tests := []struct {
		name  string
		looks []string
		want  Lag
	}{
		{"never seen to move", []string{"ba", "ba"}, Lag{}},
		{"the source was never seen to take it over", []string{"ba", "bb"}, Lag{}},
		{"two seconds", []string{"aa", "ba", "ca", "db"}, Lag{time.Second, 3 * time.Second}},
		{"at the same look", []string{"aa", "bb"}, Lag{0, time.Second}},
		{"twice, so nothing tells which", []string{"aa", "ba", "aa", "ba", "cb"}, Lag{}},
		{"the largest", []string{"aa", "ba", "ca", "da", "db", "dd"}, Lag{2 * time.Second, 4 * time.Second}},
	}
	for _, tt := range tests {
		if got := seen(tt.looks...).Lag; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestOf(t *testing.T) {
	a, b := []byte("a"), []byte("b")
	digests := map[Digest]bool{{}: true, Of(): true, Of(a): true, Of(a, b): true, Of([]byte("ab")): true, Of(nil, a): true, Of(a, nil): true}
	if len(digests) != 7 {
		t.Errorf("%d digests of 7 contents", len(digests))
	}
}

func TestHistoryIsBounded(t *testing.T) {
	h := New(4)
	for i := range 100 {
		h.Add(Look{time.Unix(int64(i), 0), Of([]byte{byte(i)}), Digest{}})
	}
	if len(h.Source) != 4 || h.Looks != 100 || h.Changes != 99 {
		t.Errorf("%d versions, %d looks, %d changes", len(h.Source), h.Looks, h.Changes)
	}
}
