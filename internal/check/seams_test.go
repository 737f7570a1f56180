package check

import (
	"slices"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// TestSeamsLeaveNoKeyToEachOther has two parts of which each met all keys in its
// first page, at the same time.
func TestSeamsLeaveNoKeyToEachOther(t *testing.T) {
	s, keys := newSeams(), []string{"a", "b", "c"}
	first, last := redis.Range{Node: "n", Start: 0, End: 1 << 63}, redis.Range{Node: "n", Start: 1 << 63}
	s.head(first, 0, keys)
	s.head(last, 0, keys[1:])
	if got := s.tail(first, slices.Clone(keys)); !slices.Equal(got, keys[:1]) {
		t.Errorf("the first part keeps %q", got)
	}
	if got := s.tail(last, slices.Clone(keys)); !slices.Equal(got, keys) {
		t.Errorf("the last part keeps %q", got)
	}
}
