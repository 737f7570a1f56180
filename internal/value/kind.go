package value

// Kind is what is wrong with a key or with one of its fields. The words are
// those of the result file's conflict_type columns.
type Kind string

// The kinds of conflict. TypeKind is a kind of keys only, TTL one of keys and of
// the fields of hashes.
const (
	LackTarget Kind = "lack_target" // the source has it, the target does not
	LackSource Kind = "lack_source" // the target has it, the source does not
	TypeKind   Kind = "type"        // both have it, with different data types
	Value      Kind = "value"       // both have it, with different contents
	TTL        Kind = "ttl"         // same contents, expiring at different times
)

// Field is a part of a key that differs: a hash field, a set or zset member,
// a list index, a stream entry ID or another of a stream's parts.
type Field struct {
	Name string // any bytes
	Kind Kind   // Value, LackTarget, LackSource or TTL
}
