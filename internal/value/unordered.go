package value

import (
	"bytes"
	"hash/maphash"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// equalUnordered reports whether two lists hold the same members in another order, as
// sets and large hashes do on two servers, whose hash tables have two seeds. A
// member is width elements, compared as they came; false proves nothing.
func equalUnordered(source, target resp.Reply, width int) bool {
	a, errA := source.Len()
	b, errB := target.Len()
	if errA != nil || errB != nil || a != b || a > PageElements*width {
		return false
	}
	t := table{seed: maphash.MakeSeed()}
	for m := range source.Groups(width) {
		if !t.add(m) {
			return false
		}
	}
	missing := t.n
	for m := range target.Groups(width) {
		if !t.remove(m) {
			return false
		}
		missing--
	}
	return missing == 0 && t.n*width == a
}

// table finds the members of a page by their bytes. It lives on the stack.
type table struct {
	seed    maphash.Seed
	slots   [2 * PageElements]uint16 // 1 + a member's number, 0 if free
	members [PageElements]resp.Reply
	n       int
}

// slot is the place of a member, or the free one where it belongs.
func (t *table) slot(member resp.Reply) *uint16 {
	for i := maphash.Bytes(t.seed, member); ; i++ {
		s := &t.slots[i%uint64(len(t.slots))]
		if *s == 0 || bytes.Equal(t.members[*s-1], member) {
			return s
		}
	}
}

// add is false for a member that is there already.
func (t *table) add(member resp.Reply) bool {
	s := t.slot(member)
	if *s != 0 {
		return false
	}
	t.members[t.n] = member
	t.n++
	*s = uint16(t.n)
	return true
}

// remove is true for a member that is there and was not taken before.
func (t *table) remove(member resp.Reply) bool {
	s := t.slot(member)
	if *s == 0 {
		return false
	}
	t.members[*s-1] = nil
	return true
}
