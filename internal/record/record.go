// Package record says what a run was, what it did and how it ended: the facts that
// a result file keeps, for reports and for the runs that follow.
package record

import (
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
)

// Run is one run.
type Run struct {
	Version        string // of this program
	Command        string // the command line, without secrets
	Started, Ended time.Time
	State          State
	Reason         string // why it is partial; "" if it is not
	Found          Found
	Options        check.Options // as they were given, but for Options.Scope, which is in Given as text
	Given          []Flag        // the flags that choose or map keys
	Flags          []Flag        // all flags that were given and hold no secret, so that another run can do the same
	Recheck        Recheck
	Empty          Empty
	Outcome        check.Outcome
}

// State says how a run ended.
type State string

// The states of a run.
const (
	Complete State = "complete" // every round took place, or there was nothing left to look at
	Partial  State = "partial"  // it ended early
)

// Found says which rounds the findings in the last file are of.
type Found struct {
	Round  int   // the newest round
	Before int   // the round of the findings after Until, which a broken Round did not look at again; 0: there are none
	Until  int64 // the last key.id of Round, if there is a Before
}

// Flag is a flag of the command line and its value; a flag that was given several
// times has a line for each.
type Flag struct{ Name, Value string }

// Recheck says which keys a run looked at that did not look at all of them; the zero
// value is for a run that did.
type Recheck struct {
	File    string // the result whose keys they are
	Keys    int64  // how many of them were chosen
	Partial bool   // that result is of a run that ended early: nothing is known of other keys
}

// Scope lists the names of the flags that choose or map keys.
func Scope() []string {
	return []string{"filterlist", "include", "exclude", "type", "sourcedbfilterlist", "targetdbfilterlist", "dbmap", "keymap"}
}

// Empty says what there was, if a run compared no key.
type Empty struct {
	Cause     Cause    `json:"cause,omitempty"`
	Databases []int    `json:"databases,omitempty"` // those of the source that hold keys
	Keys      [2]int64 `json:"keys"`                // of source and target, in the databases to be compared
	Families  []string `json:"families,omitempty"`  // of the source's keys, the largest first
}

// Cause is why no key was compared.
type Cause string

// The causes.
const (
	NotEmpty      Cause = ""               // keys were compared, or it is meant that there are none
	SourceEmpty   Cause = "source empty"   // and the target is not
	BothEmpty     Cause = "both empty"     //
	KeysGone      Cause = "keys gone"      // the source had keys when they were counted
	NothingChosen Cause = "nothing chosen" // no key of the source fits the flags that choose keys
	NothingListed Cause = "nothing listed" // the result that is looked at again lists no key, or none that was chosen
)

// Elapsed is how long the run took.
func (r Run) Elapsed() time.Duration { return r.Ended.Sub(r.Started) }

// Compared is the number of keys that the run compared: those of its first round.
func (r Run) Compared() int64 {
	if len(r.Outcome.Rounds) == 0 {
		return 0
	}
	return r.Outcome.Rounds[0].Checked
}

// Reason is why keys could not be read.
type Reason struct {
	Text  string // the server's words
	Count int64  // keys that it happened to
	Key   string // the first of them
}

// LeftOut is something that was not compared, and how often.
type LeftOut struct {
	compare.NotCompared
	Times int64 // keys that it happened to; 1 for what is not about keys
}
