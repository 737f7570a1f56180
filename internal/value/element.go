package value

import (
	"slices"
	"strconv"
)

// Element is one part of a value: what a conflict's field is about.
type Element struct {
	Part  Part
	Group string // of a Consumer or a Pending: the name of its consumer group
	Name  string // of all but an Indexed element
	Index int64  // of an Indexed element: its place in a list, or its first byte's in a string

	// Content is what the element holds, as the server sent it. It is nil only
	// where a look-up found nothing.
	//
	//	string, list   bytes, an element
	//	hash           the field's value
	//	set            empty
	//	zset           the score, as the server's version prints it
	//	stream         the fields and values of an entry, an array of RESP
	//	vector set     an array of RESP: the replies to VEMB RAW and VGETATTR
	//	other types    DUMP's payload
	//	Attribute      its value
	//	Group          last-delivered-id
	//	Consumer       empty
	//	Pending        the number of deliveries, a space, the consumer's name
	Content []byte

	// Expires is when a field of a hash expires, in milliseconds since 1970; 0 if
	// it does not, or was not asked for.
	Expires int64
}

// Part says what an element is.
type Part uint8

// The parts of values.
const (
	Member    Part = iota // a field, a member, an entry of a stream, an element of a vector set
	Indexed               // a part of a string, an element of a list
	Attribute             // what a stream or a vector set has as a whole: last-generated-id, quant-type
	Group                 // a consumer group
	Consumer              // a consumer of a group
	Pending               // an entry that is pending in a group
)

// Field is the name of the element in a conflict.
func (e Element) Field() string {
	switch e.Part {
	case Indexed:
		return strconv.FormatInt(e.Index, 10)
	case Group:
		return groupField(e.Name)
	case Consumer:
		return groupField(e.Group) + " consumer " + e.Name
	case Pending:
		return groupField(e.Group) + " pending " + e.Name
	case Member, Attribute:
	}
	return e.Name
}

func groupField(name string) string { return "group " + name }

// clone is the element with a content of its own.
func (e Element) clone() Element {
	e.Content = slices.Clone(e.Content)
	return e
}
