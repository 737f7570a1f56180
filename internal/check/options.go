package check

import (
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

// Options are the choices of one run. The zero value is not useful: every
// field has to be set.
type Options struct {
	Mode         Mode
	Digest       bool          // FullValue and Outline: have the servers digest values, and read those whose digests differ
	Rounds       int           // at least 1
	Interval     time.Duration // wait between two rounds
	Batch        int           // keys of one pipeline, 1 .. 10000
	AutoBatch    bool          // Batch may be made larger where the servers are far away
	Parts        int           // parts in which a server is swept side by side, a power of two; 0: chosen by distance
	Parallel     int           // batches under way at once, 1 .. 100
	AutoParallel bool          // Parallel may be made larger where the servers are far away
	QPS          int           // batches a second for the whole run
	BigKey       int64         // elements above which Outline compares the length alone
	TTLTolerance time.Duration // difference of two expiry times that is no conflict; negative: expiry is not compared
	MaxFields    int           // field rows recorded of one key
	DBs          []int         // source databases to look at; nil: all
	TargetDBs    []int         // target databases to look at; nil: all
	DBMap        *DBMap        // where a source database's keys are on the target; nil: in the one of its number
	KeyMap       KeyMap        // what a key is called on the target; nil: as on the source
	Filter       *Filter       // keys to look at; nil: all
	Types        Types         // data types to look at; nil: all
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

// in reports whether a list, of which nil stands for all, has a database.
func in(list []int, db int) bool { return list == nil || slices.Contains(list, db) }
