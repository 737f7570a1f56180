package sqlite

import (
	"hash/maphash"
	"iter"
)

// maxSeen is how many slots an index of seen keys may have: 32 MB of them.
const maxSeen = 1 << 22

// seen is an index of the keys in a file. It is held in memory and keeps no
// names, only 32 bits of a name's hash and the id of its row: names may share a
// hash, so whoever asks has to compare them. It is a table of slots where an
// entry stands in the first free one from its hash on.
type seen struct {
	hash  func(db int, key string) uint32
	slots []uint64 // hash and id; ids begin at 1, so 0 is free
	used  int
	limit int  // of slots
	full  bool // not every key is in it
}

func newSeen() *seen { return &seen{hash: newHash(), slots: make([]uint64, 1<<10), limit: maxSeen} }

// newHash makes a hash of keys that nobody outside can foresee. The same name
// in two databases is two keys.
func newHash() func(db int, key string) uint32 {
	seed := maphash.MakeSeed()
	return func(db int, key string) uint32 {
		return uint32(maphash.String(seed, key)) + uint32(db)*0x9E3779B9
	}
}

// ids yields the rows of the keys with a hash.
func (s *seen) ids(hash uint32) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for i := s.slot(hash); s.slots[i] != 0; i = s.slot(i + 1) {
			if uint32(s.slots[i]>>32) == hash && !yield(int64(uint32(s.slots[i]))) {
				return
			}
		}
	}
}

// add notes where a key stands, as long as there is room, which ends long before
// ids outgrow their 32 bits.
func (s *seen) add(hash uint32, id int64) {
	if s.used >= len(s.slots)/4*3 {
		s.grow()
	}
	if s.full {
		return
	}
	s.put(uint64(hash)<<32 | uint64(id))
	s.used++
}

// put fills the first free slot.
func (s *seen) put(entry uint64) {
	i := s.slot(uint32(entry >> 32))
	for s.slots[i] != 0 {
		i = s.slot(i + 1)
	}
	s.slots[i] = entry
}

// slot is where to begin for a hash; the slots are a ring whose length is a
// power of two.
func (s *seen) slot(hash uint32) uint32 { return hash & uint32(len(s.slots)-1) }

// grow doubles the slots up to the limit.
func (s *seen) grow() {
	old := s.slots
	if s.full = len(old) >= s.limit; s.full {
		return
	}
	s.slots = make([]uint64, 2*len(old))
	for _, entry := range old {
		if entry != 0 {
			s.put(entry)
		}
	}
}
