package redis

import "strings"

// slots is the number of hash slots of a cluster.
const slots = 16384

// slotOf is the slot of a key: CRC16 (XMODEM) of what stands between the first {
// and the next }, if anything does, else of the whole key.
func slotOf(key string) int {
	if i := strings.IndexByte(key, '{'); i >= 0 {
		if j := strings.IndexByte(key[i+1:], '}'); j > 0 {
			key = key[i+1 : i+1+j]
		}
	}
	var crc uint16
	for i := range len(key) {
		crc ^= uint16(key[i]) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return int(crc) % slots
}

// slot is what the keys of one command have to have in common.
func (c *cluster) slot(key string) int { return slotOf(key) }
