package check

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// The largest values of the options of the same names.
const (
	MaxBatch    = 10_000
	MaxParallel = 100
	MaxParts    = 64
	MaxQPS      = 5_000_000
)

// Automatic leaves Batch, Parallel or Parts to the run, which chooses it by the
// distance of the servers.
const Automatic = 0

// Options are the choices of one run. Begin with Defaults: the zero value is not
// valid. A run never changes them; what it chooses itself is its Tuning.
type Options struct {
	Mode         compare.Mode
	Digest       bool          // FullValue and Outline: have the servers digest values, and read those whose digests differ
	Rounds       int           // at least 1
	Interval     time.Duration // wait between two rounds
	Grace        time.Duration // how long a key that differs has to stand still where others move; 0: the interval
	UntilSettled time.Duration // how long keys may be looked at after the last round; 0: as long as it mostly takes
	Batch        int           // keys of one pipeline, at most MaxBatch, or Automatic
	Parts        int           // parts in which a server is swept side by side, a power of two up to MaxParts, or Automatic
	Parallel     int           // batches under way at once, at most MaxParallel, or Automatic
	QPS          int           // batches a second for the whole run, at most MaxQPS
	Polite       bool          // make room where others use the servers
	Rate         int           // keys a second for the whole run; 0: any number
	Bandwidth    int64         // bytes of replies a second from both sides; 0: any number
	MaxLatency   time.Duration // what a light command may take while the run is at work; 0: any time
	BigKey       int64         // elements above which Outline compares the length alone
	TTLTolerance time.Duration // difference of two expiry times that is no conflict; negative: expiry is not compared
	MaxFields    int           // field rows recorded of one key
	ACL          bool          // compare the users, too
	Recheck      bool          // look at the keys that the store has of round 0, which are in DBs, instead of all of the source's
	OneWay       bool          // leave out keys that only the target has
	scope.Scope                // the keys to compare, and what they are called on the target
}

// Defaults are the options of a run that is told nothing.
func Defaults() Options {
	return Options{
		Mode:         compare.FullValue,
		Rounds:       3,
		Interval:     5 * time.Second,
		QPS:          15_000,
		Polite:       true,
		BigKey:       16_384,
		TTLTolerance: time.Second,
		MaxFields:    10_000,
	}
}

// Validate returns an error that names the first option with a value that makes no
// sense.
func (o Options) Validate() error {
	const unbounded = math.MaxInt64
	for _, c := range []struct {
		name             string
		value, low, high int64
	}{
		{"Mode", int64(o.Mode), int64(compare.FullValue), int64(compare.Outline)},
		{"Rounds", int64(o.Rounds), 1, unbounded},
		{"Interval", int64(o.Interval), 0, unbounded},
		{"Grace", int64(o.Grace), 0, unbounded},
		{"UntilSettled", int64(o.UntilSettled), 0, unbounded},
		{"Batch", int64(o.Batch), Automatic, MaxBatch},
		{"Parts", int64(o.Parts), Automatic, MaxParts},
		{"Parallel", int64(o.Parallel), Automatic, MaxParallel},
		{"QPS", int64(o.QPS), 1, MaxQPS},
		{"Rate", int64(o.Rate), 0, unbounded},
		{"Bandwidth", o.Bandwidth, 0, unbounded},
		{"MaxLatency", int64(o.MaxLatency), 0, unbounded},
		{"BigKey", o.BigKey, 0, unbounded},
		{"MaxFields", int64(o.MaxFields), 1, unbounded},
	} {
		if c.value < c.low || c.value > c.high {
			return fmt.Errorf("option %s: %d is not a number from %d to %d", c.name, c.value, c.low, c.high)
		}
	}
	if o.Parts&(o.Parts-1) != 0 {
		return fmt.Errorf("option Parts: %d is not a power of two", o.Parts)
	}
	if o.Digest && !o.Mode.ReadsValues() {
		return errors.New("option Digest: the mode compares no values")
	}
	return nil
}

// compare are the options of the comparison itself.
func (o Options) compare() compare.Options {
	return compare.Options{Mode: o.Mode, MaxFields: o.MaxFields, BigKey: o.BigKey, TTLTolerance: o.TTLTolerance, Scope: o.Scope}
}

// comparesExpiry reports whether two expiry times are a conflict.
func (o Options) comparesExpiry() bool { return o.compare().ComparesExpiry() }
