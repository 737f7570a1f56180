package redis

import (
	"math/bits"
	"strconv"
)

// cursorOrder is the order in which a server's SCAN goes through its keys. A
// position is how far a cursor is in that order: 0 at the start, and always
// growing.
type cursorOrder int

const (
	unknownOrder  cursorOrder = iota // nothing is known about the cursors
	reverseBinary                    // through the hash table, with the cursor's bits reversed
	slotMajor                        // slot after slot, which are the cursor's low bits; in each of them reversed
)

// slotBits is how many bits a slot has.
const slotBits = 14

// cursorOrder is that of a server's own SCAN: the hash table is one (Redis 2.8), or in
// a cluster one for each slot (Redis 7.4, Valkey 8.0).
func (s Server) cursorOrder() cursorOrder {
	redis, valkey := s.Flavor == "redis", s.Flavor == "valkey"
	switch {
	case s.RunID == "" || !redis && !valkey && !s.likeRedis():
		return unknownOrder
	case s.Cluster && (valkey && s.since(8, 0) || redis && s.since(7, 4)):
		return slotMajor
	}
	return reverseBinary
}

// likeRedis reports whether a server is a fork that sweeps as Redis 7.2 does.
func (s Server) likeRedis() bool { return s.Flavor == "keydb" || s.Flavor == "redict" }

// position is 0 for what is no cursor of this order.
func (o cursorOrder) position(cursor string) uint64 {
	n, err := strconv.ParseUint(cursor, 10, 64)
	switch {
	case err != nil || o == unknownOrder:
		return 0
	case o == slotMajor:
		return n<<(64-slotBits) | bits.Reverse64(n>>slotBits)>>slotBits
	}
	return bits.Reverse64(n)
}

// cursor begins at a position.
func (o cursorOrder) cursor(position uint64) string {
	n := bits.Reverse64(position)
	if o == slotMajor {
		n = position>>(64-slotBits) | bits.Reverse64(position<<slotBits)<<slotBits
	}
	return strconv.FormatUint(n, 10)
}

// slotAt is where a slot begins in the order by slots, 0 for the end.
func slotAt(slot int) uint64 { return uint64(slot) << (64 - slotBits) }

// slotOfPosition is the slot that a position in the order by slots is in.
func slotOfPosition(position uint64) int { return int(position >> (64 - slotBits)) }

// withinSlot is how much of its slot lies before a position, from 0 to 1.
func withinSlot(position uint64) float64 { return float64(position<<slotBits) / (1 << 64) }
