package value

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
)

// Digest stands for contents that were seen: of an element, or of some elements
// together. Equal digests mean equal contents, whichever version's server sent
// them: scores count as numbers, and the cached count of a HyperLogLog is left
// out. When a field expires does not count.
type Digest [16]byte

// DigestOf is the digest of one element of a value of a type. Two elements have
// different ones, wherever their names and contents meet.
func DigestOf(t Type, e Element) (d Digest) {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%d %d %d %d %s %s ", e.Part, e.Index, len(e.Group), len(e.Name), e.Group, e.Name) // hashes do not fail
	_, _ = h.Write(canonical(t, e))
	copy(d[:], h.Sum(nil))
	return d
}

// Add is the digest of the elements of both. It does not depend on their order, so
// an element that a scan gives twice must be added once.
func (d Digest) Add(o Digest) (sum Digest) {
	low, carry := bits.Add64(binary.BigEndian.Uint64(d[8:]), binary.BigEndian.Uint64(o[8:]), 0)
	high, _ := bits.Add64(binary.BigEndian.Uint64(d[:8]), binary.BigEndian.Uint64(o[:8]), carry)
	binary.BigEndian.PutUint64(sum[:8], high)
	binary.BigEndian.PutUint64(sum[8:], low)
	return sum
}

// canonical is the content, written alike by all versions.
func canonical(t Type, e Element) []byte {
	switch {
	case t == ZSet():
		score, err := strconv.ParseFloat(string(e.Content), 64)
		if err != nil {
			return e.Content
		}
		return strconv.AppendFloat(nil, score+0, 'g', -1, 64) // -0 is 0
	case t == String() && e.Index == 0 && isHyperLogLog(e.Content):
		return append(e.Content[:8:8], e.Content[hllHead:]...)
	}
	return e.Content
}
