package redis

import (
	"math/bits"
	"strconv"
)

// order is how the cursors of a server's SCAN count through its keys. A place
// is how far a cursor is in that order: 0 at the start, and ever growing.
type order int

const (
	opaque   order = iota // nobody knows
	reversed              // through the hash table, with the cursor's bits reversed
	bySlot                // slot after slot, which are the cursor's low bits; in each of them reversed
)

// slotBits is how many bits a slot has.
const slotBits = 14

// order is that of a server's own SCAN: the hash table is one (Redis 2.8), or in
// a cluster one for each slot (Redis 7.4, Valkey 8.0).
func (s Server) order() order {
	redis, valkey := s.Flavor == "redis", s.Flavor == "valkey"
	switch {
	case s.RunID == "" || !redis && !valkey && !s.likeRedis():
		return opaque
	case s.Cluster && (valkey && s.since(8, 0) || redis && s.since(7, 4)):
		return bySlot
	}
	return reversed
}

// likeRedis reports whether a server is a fork that sweeps as Redis 7.2 does.
func (s Server) likeRedis() bool { return s.Flavor == "keydb" || s.Flavor == "redict" }

// place is 0 for what is no cursor of this order.
func (o order) place(cursor string) uint64 {
	n, err := strconv.ParseUint(cursor, 10, 64)
	switch {
	case err != nil || o == opaque:
		return 0
	case o == bySlot:
		return n<<(64-slotBits) | bits.Reverse64(n>>slotBits)>>slotBits
	}
	return bits.Reverse64(n)
}

// cursor begins at a place.
func (o order) cursor(place uint64) string {
	n := bits.Reverse64(place)
	if o == bySlot {
		n = place>>(64-slotBits) | bits.Reverse64(place<<slotBits)<<slotBits
	}
	return strconv.FormatUint(n, 10)
}

// slotAt is where a slot begins in the order by slots, 0 for the end.
func slotAt(slot int) uint64 { return uint64(slot) << (64 - slotBits) }

// slotOfPlace is the slot that a place in the order by slots is in.
func slotOfPlace(place uint64) int { return int(place >> (64 - slotBits)) }

// withinSlot is how much of its slot lies before a place, from 0 to 1.
func withinSlot(place uint64) float64 { return float64(place<<slotBits) / (1 << 64) }
