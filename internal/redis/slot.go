package redis

import (
	"strconv"
	"strings"
)

// slots is the number of hash slots of a cluster.
const slots = 16384

// slotSet is some of a cluster's slots.
type slotSet [slots]bool

// divide returns where the parts of a node with these slots begin: in the order by
// slots each has as many of them, and there are no more parts than slots.
func (s *slotSet) divide(o cursorOrder, parts int) []uint64 {
	if o == unknownOrder {
		return evenly(1)
	}
	if o == reverseBinary {
		return evenly(parts)
	}
	mine := s.list()
	parts = min(parts, len(mine))
	starts := []uint64{0}
	for i := 1; i < parts; i++ {
		starts = append(starts, slotAt(mine[i*len(mine)/parts]))
	}
	return starts
}

func (s *slotSet) list() (out []int) {
	for slot, in := range s {
		if in {
			out = append(out, slot)
		}
	}
	return out
}

// String lists runs of slots: "0-99,107".
func (s *slotSet) String() string {
	var out []byte
	for slot := 0; slot < slots; slot++ {
		if !s[slot] {
			continue
		}
		first := slot
		for slot+1 < slots && s[slot+1] {
			slot++
		}
		if len(out) > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendInt(out, int64(first), 10)
		if slot > first {
			out = strconv.AppendInt(append(out, '-'), int64(slot), 10)
		}
	}
	return string(out)
}

// slotSum is how many of some slots come before each.
type slotSum [slots + 1]int32

func (s *slotSet) sum() *slotSum {
	var out slotSum
	for slot, in := range s {
		out[slot+1] = out[slot]
		if in {
			out[slot+1]++
		}
	}
	return &out
}

// between counts slots from one to before another.
func (s *slotSum) between(from, to int) float64 { return float64(s[to] - s[from]) }

// slotOf is the slot of a key: CRC16 (XMODEM) of what stands between the first {
// and the next }, if anything does, else of the whole key.
func slotOf(key string) int {
	if i := strings.IndexByte(key, '{'); i >= 0 {
		if j := strings.IndexByte(key[i+1:], '}'); j > 0 {
			key = key[i+1 : i+1+j]
		}
	}
	var crc uint16
	for i := range len(key) { // eight bits at once: the polynomial 0x1021 has few
		crc = crc<<8 | crc>>8
		crc ^= uint16(key[i])
		crc ^= crc & 0xff >> 4
		crc ^= crc << 12
		crc ^= crc & 0xff << 5
	}
	return int(crc) % slots
}

// slot is what the keys of one command have to have in common.
func (c *cluster) slot(key string) int { return slotOf(key) }
