package value

import "bytes"

// A HyperLogLog is a string: a header, and 16,384 registers of 6 bits, either
// as they are (dense) or as runs of equal ones (sparse). See hyperloglog.c.
const (
	hllHead      = 16 // bytes of the header
	hllRegisters = 1 << 14
	hllDense     = hllHead + hllRegisters*6/8
)

// equalStrings compares two strings. In a HyperLogLog the 8 bytes from the
// ninth on cache its cardinality: they change when it is merely counted.
func equalStrings(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	const start, end = 8, 16
	if len(a) != len(b) || len(a) < hllHead || !bytes.Equal(a[:start], b[:start]) || !bytes.Equal(a[end:], b[end:]) {
		return false
	}
	return isHyperLogLog(a)
}

// isHyperLogLog reports whether a string is a whole HyperLogLog, not just one
// that begins like it.
func isHyperLogLog(s []byte) bool {
	const dense, sparse = "HYLL\x00\x00\x00\x00", "HYLL\x01\x00\x00\x00"
	switch {
	case bytes.HasPrefix(s, []byte(dense)):
		return len(s) == hllDense
	case bytes.HasPrefix(s, []byte(sparse)):
		return sparseRegisters(s[hllHead:]) == hllRegisters
	}
	return false
}

// sparseRegisters counts the registers that runs stand for; -1 if the last run
// is cut off.
func sparseRegisters(runs []byte) (n int) {
	for len(runs) > 0 {
		switch op := runs[0]; {
		case op&0x80 != 0: // VAL: 1vvvvvxx
			n += int(op&0x03) + 1
		case op&0x40 == 0: // ZERO: 00xxxxxx
			n += int(op&0x3f) + 1
		case len(runs) == 1:
			return -1
		default: // XZERO: 01xxxxxx yyyyyyyy
			n += int(op&0x3f)<<8 + int(runs[1]) + 1
			runs = runs[1:]
		}
		runs = runs[1:]
	}
	return n
}
