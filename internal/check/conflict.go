package check

import "github.com/redis-full-check/redis-full-check/internal/value"

// Conflict is a key found to differ in one round.
type Conflict struct {
	DB     int    // logical database on the source
	Key    string // name on the source, any bytes
	Type   string // data type on the source, as TYPE names it
	Kind   value.Kind
	Len    [2]int64      // elements (bytes of a string) on source and target; target -1 where the type differs
	Fields []value.Field // what differs inside, at most Options.MaxFields
	More   int64         // differing fields beyond those in Fields
	Part   int64         // the number of its Parts, whose fields come before Fields; 0: there are none
	Handed value.Tally   // what the Parts hold
	Detail string        // what the columns cannot say, for people: "target is a list", "expires 40s later"
}

// Unverified is a key that could not be read, so nothing is known of it.
type Unverified struct {
	DB     int
	Key    string
	Type   string // "" if that could not be learned either
	Reason string // the server's own words
}

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
