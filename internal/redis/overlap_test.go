package redis

import (
	"slices"
	"testing"
)

// TestOverlapLeavesNoKeyToEachOther has two parts of which each met all keys in its
// first page, at the same time.
func TestOverlapLeavesNoKeyToEachOther(t *testing.T) {
	s, keys := newOverlap(), []string{"a", "b", "c"}
	first, last := Range{Node: "n", Start: 0, End: 1 << 63}, Range{Node: "n", Start: 1 << 63}
	s.remember(first, 0, keys)
	s.remember(last, 0, keys[1:])
	if got := s.dropDuplicates(first, slices.Clone(keys)); !slices.Equal(got, keys[:1]) {
		t.Errorf("the first part keeps %q", got)
	}
	if got := s.dropDuplicates(last, slices.Clone(keys)); !slices.Equal(got, keys) {
		t.Errorf("the last part keeps %q", got)
	}
}
