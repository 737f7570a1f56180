// Package witness tells keys that are late from keys that are lost, by what was
// seen of them.
//
// A copy that follows its source holds, a little later, each content that the
// source held. Whoever looked at the source before can recognize it. A copy that
// has stopped following holds still while the source moves on, or differs while
// both stand still. The package keeps what was seen of one key, or of one part of
// a key, as digests with times, and judges it. It reads nothing itself.
package witness

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Digest stands for a content: 128 bits of its SHA-256. The zero Digest stands for
// a key, or a part of one, that is not there.
type Digest [16]byte

// Of returns the digest of a content that consists of parts. Other divisions of
// the same bytes have other digests.
func Of(parts ...[]byte) (d Digest) {
	h := sha256.New()
	var size [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		h.Write(p)
	}
	copy(d[:], h.Sum(nil))
	return d
}

// Look is what was seen of both sides at about one moment.
type Look struct {
	At             time.Time
	Source, Target Digest
}

// Version is a content that a side was seen to hold, from the first look that saw
// it to the last one in a row.
type Version struct {
	Digest      Digest
	First, Last time.Time
	Before      time.Time // the look before First; zero if First was the first look
}

// Stood is how long the side is known to have held the version. It may have changed
// and come back between two looks.
func (v Version) Stood() time.Duration { return v.Last.Sub(v.First) }

// See takes note of a look at a side, and reports whether the side changed.
func (v *Version) see(at time.Time, d Digest) (changed bool) {
	if !v.First.IsZero() && v.Digest == d {
		v.Last = at
		return false
	}
	changed = !v.First.IsZero()
	*v = Version{Digest: d, First: at, Last: at, Before: v.Last}
	return changed
}
