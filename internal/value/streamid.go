package value

import (
	"fmt"
	"strconv"
	"strings"
)

// id is a stream entry's ID: milliseconds and sequence number.
type id struct{ ms, seq uint64 }

func parseID(text string) (id, error) {
	left, right, _ := strings.Cut(text, "-")
	ms, errMS := strconv.ParseUint(left, 10, 64)
	seq, errSeq := strconv.ParseUint(right, 10, 64)
	if errMS != nil || errSeq != nil {
		return id{}, fmt.Errorf("unexpected stream ID %.60q", text)
	}
	return id{ms, seq}, nil
}

func (i id) String() string {
	return strconv.FormatUint(i.ms, 10) + "-" + strconv.FormatUint(i.seq, 10)
}

// next is the smallest ID after i. There is none after the largest, for which
// it returns that one again.
func (i id) next() id {
	switch {
	case i.seq < 1<<64-1:
		return id{i.ms, i.seq + 1}
	case i.ms < 1<<64-1:
		return id{i.ms + 1, 0}
	}
	return i
}

// compare orders IDs.
func (i id) compare(j id) int {
	switch {
	case i == j:
		return 0
	case i.ms < j.ms || i.ms == j.ms && i.seq < j.seq:
		return -1
	}
	return 1
}

// byID orders the elements of streams. Most are the same on both sides.
func byID(a, b Element) int {
	if a.Name == b.Name {
		return 0
	}
	x, _ := parseID(a.Name) // whoever made the elements has parsed the IDs
	y, _ := parseID(b.Name)
	return x.compare(y)
}
