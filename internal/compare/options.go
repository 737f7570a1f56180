package compare

import (
	"time"

	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// Mode is how keys are compared; the numbers are those of -m.
type Mode int

// The modes. Expiry is compared in FullValue and Outline.
const (
	FullValue Mode = 1 // every byte of every value
	Length    Mode = 2 // type and number of elements (bytes of a string)
	Exists    Mode = 3 // the key exists on the target
	Outline   Mode = 4 // as FullValue, but only the length of big collections
)

// ReadsValues reports whether the mode reads values.
func (m Mode) ReadsValues() bool { return m == FullValue || m == Outline }

// NeedsTypes reports whether two types are a conflict in the mode, and reading a
// key needs its type.
func (m Mode) NeedsTypes() bool { return m != Exists }

// Options are the choices that concern the comparison of a key.
type Options struct {
	Mode         Mode
	MaxFields    int           // differing fields noted of one key
	BigKey       int64         // elements above which Outline compares the length alone
	TTLTolerance time.Duration // difference of two expiry times that is no conflict; negative: expiry is not compared
	scope.Scope                // the types to compare, and what keys are called on the target
}

// ComparesExpiry reports whether two expiry times are a conflict.
func (o Options) ComparesExpiry() bool { return o.Mode.ReadsValues() && o.TTLTolerance >= 0 }
