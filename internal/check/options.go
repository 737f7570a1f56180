package check

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
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

// comparesValues reports whether the mode reads values.
func (m Mode) comparesValues() bool { return m == FullValue || m == Outline }

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
	Mode         Mode
	Digest       bool          // FullValue and Outline: have the servers digest values, and read those whose digests differ
	Rounds       int           // at least 1
	Interval     time.Duration // wait between two rounds
	Batch        int           // keys of one pipeline, at most MaxBatch, or Automatic
	Parts        int           // parts in which a server is swept side by side, a power of two up to MaxParts, or Automatic
	Parallel     int           // batches under way at once, at most MaxParallel, or Automatic
	QPS          int           // batches a second for the whole run, at most MaxQPS
	BigKey       int64         // elements above which Outline compares the length alone
	TTLTolerance time.Duration // difference of two expiry times that is no conflict; negative: expiry is not compared
	MaxFields    int           // field rows recorded of one key
	ACL          bool          // compare the users, too
	DBs          []int         // source databases to look at; nil: all
	TargetDBs    []int         // target databases to look at; nil: all
	DBMap        *DBMap        // where a source database's keys are on the target; nil: in the one of its number
	KeyMap       KeyMap        // what a key is called on the target; nil: as on the source
	Filter       *Filter       // keys to look at; nil: all
	Types        Types         // data types to look at; nil: all
}

// Defaults are the options of a run that is told nothing.
func Defaults() Options {
	return Options{
		Mode:         FullValue,
		Rounds:       3,
		Interval:     5 * time.Second,
		QPS:          15_000,
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
		{"Mode", int64(o.Mode), int64(FullValue), int64(Outline)},
		{"Rounds", int64(o.Rounds), 1, unbounded},
		{"Interval", int64(o.Interval), 0, unbounded},
		{"Batch", int64(o.Batch), Automatic, MaxBatch},
		{"Parts", int64(o.Parts), Automatic, MaxParts},
		{"Parallel", int64(o.Parallel), Automatic, MaxParallel},
		{"QPS", int64(o.QPS), 1, MaxQPS},
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
	if o.Digest && !o.Mode.comparesValues() {
		return errors.New("option Digest: the mode compares no values")
	}
	return nil
}

// Wants reports whether a source database is to be looked at.
func (o Options) Wants(db int) bool {
	return in(o.DBs, db) && in(o.TargetDBs, o.DBMap.Target(db))
}

// WantsTarget reports whether a target database is one of those that source
// databases are compared with.
func (o Options) WantsTarget(db int) bool {
	if o.DBs == nil {
		return in(o.TargetDBs, db) && o.DBMap.reaches(db)
	}
	return slices.ContainsFunc(o.DBs, func(from int) bool { return o.Wants(from) && o.DBMap.Target(from) == db })
}

// Itself reports whether each of some source databases would be compared with
// itself if both sides were the same deployment.
func (o Options) Itself(dbs []int) bool {
	other := func(db int) bool { return o.Wants(db) && o.DBMap.Target(db) != db }
	return len(o.KeyMap) == 0 && !slices.ContainsFunc(dbs, other)
}

// in reports whether a list, of which nil stands for all, has a database.
func in(list []int, db int) bool { return list == nil || slices.Contains(list, db) }
