// Package value knows Redis' data types: how the value of each is measured,
// read and compared. One file holds one type; types.go lists them.
//
// A value is read with one bounded command. Where the two replies are the same
// bytes, or can be compared as they are, that settles it; a value of more than
// a page is walked page by page on both sides, so memory is bounded by pages
// and no command asks a server for more than one.
package value

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// PageBytes is how much of a string one command asks a server for at first.
const PageBytes = 16 << 10

// Key is a key's name on the source and on the target.
type Key [2]string

// Type is a data type. Types are comparable: == tells whether two are the same.
type Type interface {
	// Name is the word that TYPE uses.
	Name() string
	// Guessable reports whether a key may be taken for this type without
	// asking for its type: Length and Read have to fail, or to answer nothing,
	// for keys of every other type, so that a wrong guess shows itself.
	Guessable() bool
	// Length queues the command that counts a key's elements (bytes of a
	// string). Its reply is an integer, 0 for a key that is not there.
	Length(p *redis.Pipeline, key string) int
	// Read queues the command that reads a value, or its first page, of so
	// many elements if it has any.
	Read(p *redis.Pipeline, key string, page int) int
	// Compare compares two replies to Read. The key has this type on both
	// sides.
	Compare(source, target resp.Reply, page, limit int) (Diff, error)
	// Walk compares values of any size page by page. The key has this type
	// on both sides.
	Walk(ctx context.Context, p *redis.Pair, key Key, room Room) (Diff, error)
	// open returns the reader of a value's elements on one side.
	open(ctx context.Context, s Server, key string) (reader, error)
	// find looks elements up on one side: see Side.
	find(ctx context.Context, s Server, key string, fields []string) ([]Element, error)
}

// Named is a type whose elements can be looked up by name.
type Named interface {
	Type
	// Ask queues the look-up of names in a key. After Exec the answer gives
	// each one's content, nil where there is none.
	Ask(p *redis.Pipeline, key string, names []string) Answer
	// Same compares the contents of one name.
	Same(source, target []byte) bool
}

// Answer reads what an Ask found, one content for each name.
type Answer func() ([][]byte, error)

// State is how far a comparison came.
type State int

// The states. Unsettled means that the replies do not tell: there is more than
// a page, or nothing where something was expected.
const (
	Unsettled State = iota
	Same
	Different
)

// Diff is the result of a comparison.
type Diff struct {
	State  State
	Len    [2]int64 // elements on source and target, unless State is Unsettled
	Fields []Field  // at most limit of them; none for a type without fields
	More   int64    // differing fields beyond those
	Handed Tally    // fields that a Room's Hand got

	LeftOut [2]LeftOut // what was not compared, of source and target

	// Whole is a reply that held all of a value, if a walk came to read one. It
	// is valid until the next exchange.
	Whole resp.Reply
}

// LeftOut is what a side has of a value that is not compared.
type LeftOut uint8

// What is left out. RememberedIDs are those by which a stream knows entries that
// are added again (IDMP, Redis 8.6): XINFO counts them, and no command lists them.
const (
	NothingLeftOut LeftOut = iota
	RememberedIDs
)

// Blank reports whether a reply to Read or Length holds nothing: what a server
// answers for a key that is not there, and for an empty string.
func Blank(r resp.Reply) bool {
	switch string(r) {
	case "$-1\r\n", "$0\r\n\r\n", "*-1\r\n", "*0\r\n", ":0\r\n", "*2\r\n$1\r\n0\r\n*0\r\n":
		return true
	}
	return false
}

// MayBeEmpty reports whether a key of this type can exist without elements.
func MayBeEmpty(t Type) bool { return t == String() || t == Stream() }

// MayReadEmpty reports whether a key of this type can exist and reading it give
// nothing: it has no elements, or only hidden ones.
func MayReadEmpty(t Type, p *redis.Pair) bool {
	return MayBeEmpty(t) || Hides(t, p.Source) || Hides(t, p.Target)
}
