package value

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// TestEqualUnordered compares lists with what sorting them says. Members that stand
// in a list twice prove nothing.
func TestEqualUnordered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"", "a", "b", "\r\n", "$1\r\na\r\n", "0", "ab"})
		width := rapid.IntRange(1, 2).Draw(t, "width")
		a := groups(rapid.SliceOfN(word, 0, 8).Draw(t, "a"), width)
		b := groups(rapid.SliceOfN(word, 0, 8).Draw(t, "b"), width)
		if rapid.Bool().Draw(t, "same") {
			b = rapid.Permutation(a).Draw(t, "shuffled")
		}
		got := equalUnordered(wordList(slices.Concat(a...)...), wordList(slices.Concat(b...)...), width)
		if want := isReordered(a, b); got != want {
			t.Fatalf("%q and %q: %v", a, b, got)
		}
	})
}

// groups cuts words into members.
func groups(words []string, width int) [][]string {
	return slices.Collect(slices.Chunk(words[:len(words)/width*width], width))
}

func isReordered(a, b [][]string) bool {
	a, b = slices.SortedFunc(slices.Values(a), slices.Compare), slices.SortedFunc(slices.Values(b), slices.Compare)
	return slices.EqualFunc(a, b, slices.Equal) && len(slices.CompactFunc(a, slices.Equal)) == len(b)
}

// TestWhole tells a list that holds all from a part of it, and from a scan's page.
func TestWhole(t *testing.T) {
	many := func(n int) (words []string) {
		for i := range n {
			words = append(words, fmt.Sprint(i))
		}
		return words
	}
	hash, set := hashMembers(), Set().(members)
	for _, c := range []struct {
		m     members
		reply resp.Reply
		want  bool
	}{
		{set, wordList(), false},
		{set, wordList("a"), true},
		{set, wordList("0", "a"), true},
		{hash, wordList("0", "a"), true},
		{set, wordList(many(PageElements - 1)...), true},
		{set, wordList(many(PageElements)...), false},
		{hash, wordList(many(2*PageElements - 2)...), true},
		{hash, wordList(many(2 * PageElements)...), false},
		{hash, scanPage("f", "v"), true},
		{hash, scanPage(), false},
		{set, scanPage(many(2 * PageElements)...), true},
		{hash, resp.Reply(array(bulk("17"), array(bulk("f"), bulk("v")))), false},
		{hash, resp.Reply(":0\r\n"), false},
		{hash, resp.Reply("-ERR\r\n"), false},
	} {
		if _, got := c.m.whole(c.reply, PageElements); got != c.want {
			t.Errorf("%s %.60q: %v", c.m.name, c.reply, got)
		}
	}
}
