package value

import (
	"strconv"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// TestDecimal keeps the words that are sent in step with the numbers that replies
// are measured by.
func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		words string
		want  int
	}{{decimal(PageElements), PageElements}, {decimal(7), 7}, {lastByte, PageBytes - 1}} {
		if c.words != strconv.Itoa(c.want) {
			t.Errorf("%s is sent, %d is meant", c.words, c.want)
		}
	}
}

// TestPageOf asks for less the wider elements are.
func TestPageOf(t *testing.T) {
	for width, want := range map[int64]int{0: PageElements, 1: PageElements, 512: PageElements, 1 << 10: 256, 20_000: 13, 1 << 20: 1, 1 << 40: 1} {
		if got := PageOf(width); got != want {
			t.Errorf("%d elements of %d bytes", got, width)
		}
	}
	for reply, want := range map[string]int64{"*2\r\n$1\r\na\r\n$1\r\nb\r\n": 9, "*0\r\n": 4, "$1\r\na\r\n": 7, "": 0,
		"*2\r\n$1\r\n0\r\n*4\r\n:1\r\n:2\r\n:3\r\n:4\r\n": 7} {
		if got := Width(resp.Reply(reply)); got != want {
			t.Errorf("%q: %d bytes", reply, got)
		}
	}
}

// TestPageSize grows fast to a page's size and shrinks at once.
func TestPageSize(t *testing.T) {
	s, sizes := pageSize(FewElements), []int{100, 100, 100, 100, pageBytes * 4, pageBytes * 1000, 0}
	for i, want := range []pageSize{64, 256, 512, 512, 128, 1, 4} {
		if s = s.next(sizes[i]); s != want {
			t.Errorf("%d elements after page %d", s, i)
		}
	}
}

// TestTypesAreComparable has == tell whether two types are the same one.
func TestTypesAreComparable(t *testing.T) {
	types := append(Types(), Opaque("ReJSON-RL"), Opaque("TSDB-TYPE"))
	for i, a := range types {
		if again := Of(a.Name()); again != a {
			t.Errorf("%s is not itself", a.Name())
		}
		for _, b := range types[i+1:] {
			if a == b {
				t.Errorf("%s is %s", a.Name(), b.Name())
			}
		}
	}
}
