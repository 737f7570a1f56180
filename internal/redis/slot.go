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
