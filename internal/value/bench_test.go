package value

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// BenchmarkCompare compares pages without a difference: of the same bytes, and
// with their members in two orders.
func BenchmarkCompare(b *testing.B) {
	for _, typ := range []members{Hash().(members), Set().(members), ZSet().(members)} {
		for _, size := range []int{20, 500} {
			equal := [2]resp.Reply{benchPage(typ, size, 1), benchPage(typ, size, 1)}
			reordered := [2]resp.Reply{benchPage(typ, size, 1), benchPage(typ, size, 2)}
			b.Run(fmt.Sprintf("%s/%d/equal", typ.name, size), func(b *testing.B) { benchmarkCompare(b, typ, equal) })
			b.Run(fmt.Sprintf("%s/%d/reordered", typ.name, size), func(b *testing.B) { benchmarkCompare(b, typ, reordered) })
		}
	}
}

func benchmarkCompare(b *testing.B, typ Type, pages [2]resp.Reply) {
	b.ReportAllocs()
	b.SetBytes(int64(len(pages[0]) + len(pages[1])))
	for b.Loop() {
		diff, err := typ.Compare(pages[0], pages[1], PageElements, 10)
		if diff.State != Same || err != nil {
			b.Fatal(diff, err)
		}
	}
}

// benchPage is a whole page of members in an order of their own for each seed.
func benchPage(typ members, size int, seed uint64) resp.Reply {
	var elements [][]string
	for i := range size {
		elements = append(elements, []string{fmt.Sprintf("member:%08d", i), fmt.Sprint(1000 + i)}[:typ.width])
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(size, func(i, j int) { elements[i], elements[j] = elements[j], elements[i] })
	return scanPage(slices.Concat(elements...)...)
}
