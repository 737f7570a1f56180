package plan

// Finding is something to know or to mend before a check.
type Finding struct {
	Code   Code   `json:"code"`
	Blocks bool   `json:"blocks"`           // a check would fail, or its result not be the whole truth
	Side   string `json:"side,omitempty"`   // "source" or "target", if it is about one of them
	Node   string `json:"node,omitempty"`   // if it is about one of its nodes
	DB     *int   `json:"db,omitempty"`     // if it is about one database
	Count  int64  `json:"count,omitempty"`  // of keys or bytes, as the code says
	Detail string `json:"detail,omitempty"` // a server's words, or names
}

// Code says what a finding is about.
type Code string

// The codes.
const (
	SameServer      Code = "same-server"      // both sides are one server
	NothingToDo     Code = "nothing-to-check" // the source holds no key that is wanted; Count: keys of the target
	Swapped         Code = "swapped"          // the source replicates from the target
	LinkDown        Code = "link-down"        // a replica has lost its master
	Behind          Code = "behind"           // a replica is behind its master by Count bytes
	MoreOnTarget    Code = "more-on-target"   // Count keys more, which a check from the source does not see
	OneSided        Code = "one-sided"        // a database with Count keys on one side only
	KeysDiffer      Code = "keys-differ"      // the database whose counts differ most, by Count
	Evicts          Code = "evicts"           // a server evicts keys when its memory is full; Count: those evicted so far
	Touches         Code = "touches"          // reading keys makes them look used to a server that evicts by use
	MissingRights   Code = "missing-rights"   // Detail: the rules; they are in Side.ACL
	MissingKeys     Code = "missing-keys"     // the user may not read all keys
	HiddenExpiry    Code = "hidden-expiry"    // fields may expire, but when is not told; Detail: the server's words
	WouldFail       Code = "would-fail"       // a check would end at once; Detail: why
	Unreadable      Code = "unreadable"       // Count keys of the sample could not be read
	SampleDiffers   Code = "sample-differs"   // Count keys of the sample differed at the first look
	SeveralVersions Code = "several-versions" // the nodes of a side are of several versions; Detail: which
	NotCounted      Code = "not-counted"      // a side does not tell how many keys it holds
)
