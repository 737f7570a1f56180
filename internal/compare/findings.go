package compare

import (
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// Conflict is a key found to differ in one round.
type Conflict struct {
	DB        int    // logical database on the source
	Key       string // name on the source, any bytes
	TargetKey string // name on the target, if it is another; else ""
	Type      string // data type on the source, as TYPE names it; on the target, if the source lacks the key
	Kind      value.Kind
	Len       [2]int64      // elements (bytes of a string) on source and target; target -1 where the type differs
	Facts     [2]Facts      // what else source and target said of the key
	Fields    []value.Field // what differs inside, at most Options.MaxFields
	More      int64         // differing fields beyond those in Fields
	Part      int64         // the number of its Parts, whose fields come before Fields; 0: there are none
	Handed    value.Tally   // what the Parts hold
	Evidence  Evidence
}

// Facts are what one side said of a key that differs, as far as it was asked.
type Facts struct {
	Type         string // data type, if it is not Conflict.Type; else ""
	LenError     string // why the length could not be read, which is 0 then
	Expiry       Expiry
	FieldsExpire redis.Truth // whether fields of the hash expire; Unknown if they were not compared
}

// Expiry is when a key expires, in milliseconds.
type Expiry struct {
	Form ExpiryForm
	MS   int64 // NeverExpires if it does not
}

// ExpiryForm is how a server tells the expiry of a key.
type ExpiryForm int

// The forms.
const (
	ExpiryUnknown ExpiryForm = iota // not asked
	ExpiresAt                       // Unix time, as PEXPIRETIME tells it (Redis 7.0)
	ExpiresIn                       // time left, as PTTL tells it; both sides' are of one moment
)

// NeverExpires is the answer of PTTL and PEXPIRETIME for a key without expiry.
const NeverExpires = -1

// Lacks reports whether a side, 0 for the source and 1 for the target, does not
// have the key.
func (c Conflict) Lacks(side int) bool {
	return c.Kind == value.LackSource && side == 0 || c.Kind == value.LackTarget && side == 1
}

// TypeOn is the data type on a side, "" if the side does not have the key.
func (c Conflict) TypeOn(side int) string {
	switch {
	case c.Lacks(side):
		return ""
	case c.Facts[side].Type != "":
		return c.Facts[side].Type
	}
	return c.Type
}

// LaterOnTarget is by how much the key expires later on the target; negative if it
// does earlier. It is false unless both sides have an expiry of one form.
func (c Conflict) LaterOnTarget() (time.Duration, bool) {
	a, b := c.Facts[0].Expiry, c.Facts[1].Expiry
	if a.Form == ExpiryUnknown || a.Form != b.Form || a.MS == NeverExpires || b.MS == NeverExpires {
		return 0, false
	}
	return time.Duration(b.MS-a.MS) * time.Millisecond, true
}

// Unverified is a key that could not be read, so nothing is known of it.
type Unverified struct {
	DB     int
	Key    string
	Type   string // "" if that could not be learned either
	Reason string // the server's own words
	Kind   Doubt
	// How often an unsettled key was looked at, and how often it had changed.
	Looks, Changes int
}

// Doubt is why there is no verdict about a key.
type Doubt string

// The kinds.
const (
	Unread    Doubt = ""          // it could not be read, or not compared
	Unsettled Doubt = "unsettled" // it moved between all looks at it
)

// Part is some of the differing fields of a key of which more are still looked
// for. The key's conflict follows, with the same number, or the number among the
// Dropped ones.
type Part struct {
	Number int64 // unique in a round, and not 0
	Fields []value.Field
}

// Findings is what one batch of keys, or a part of it, brought to light.
type Findings struct {
	Parts       []Part
	Dropped     []int64 // numbers of parts that count for nothing
	Conflicts   []Conflict
	Unverified  []Unverified
	State       []StateDifference
	NotCompared []NotCompared // once for each key that it is about
}

// Empty reports whether there is nothing to write down.
func (f Findings) Empty() bool {
	return len(f.Parts)+len(f.Dropped)+len(f.Conflicts)+len(f.Unverified)+len(f.State)+len(f.NotCompared) == 0
}

// StateDifference is something besides keys that differs.
type StateDifference struct {
	Kind       string // "function" or "user"
	Name       string // of the library or the user
	Difference string // for people
}

// NotCompared is something that a run left out: it counts neither as equal nor
// as different.
type NotCompared struct {
	What string // "functions", "settings of streams"
	Side string // "source", "target" or "both": where it is, or cannot be read
	Why  string // the server's words, or ours
}

// OnSides says that something is left out on the sides that have it; none if
// neither has.
func (n NotCompared) OnSides(source, target bool) []NotCompared {
	switch {
	case source && target:
		n.Side = "both"
	case source:
		n.Side = SideName(0)
	case target:
		n.Side = SideName(1)
	default:
		return nil
	}
	return []NotCompared{n}
}

// SideName is the word for a side: 0 is the source, 1 the target.
func SideName(side int) string { return [2]string{"source", "target"}[side] }
