package value

import (
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// How many elements one command asks a server for. An element may be as large as
// 512 MB, so it depends on how large those were that were seen before.
const (
	PageElements = 512       // at most
	FewElements  = 16        // where nothing is known
	pageBytes    = 256 << 10 // bytes that a page of elements should not exceed
)

// PageOf is the page to ask for where an element takes so many bytes.
func PageOf(width int64) int {
	return int(min(max(pageBytes/max(width, 1), 1), PageElements))
}

// Width is how many bytes an element of a reply takes, on average: of the longest
// list in it, or the whole reply if it has none. Names count as elements, too.
func Width(r resp.Reply) int64 {
	most, _ := r.Len()
	for e := range r.Elements() {
		n, _ := e.Len()
		most = max(most, n)
	}
	return int64(len(r) / max(most, 1))
}

// pageSize is how many elements the next page of a walk has. It begins with few.
type pageSize int

// next is the size after a page of so many bytes.
func (s pageSize) next(bytes int) pageSize {
	const growth = 4
	n := int64(s) * pageBytes / int64(max(bytes, 1))
	return pageSize(min(max(n, 1), int64(s)*growth, PageElements))
}

// arg writes the size as commands want it.
func (s pageSize) arg() string { return decimal(int(s)) }

// decimal writes a number of elements as commands want it. Nearly all are the
// same.
func decimal(n int) string {
	if n == PageElements {
		return "512"
	}
	return strconv.Itoa(n)
}
