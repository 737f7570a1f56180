package resp

import (
	"errors"
	"fmt"
	"strconv"
)

// How large a reply may be, by what was asked for. An element counts as
// elementCost bytes more than it takes, since that is what parsing it takes.
const (
	ShortReply  = 2 * maxLine // a number, a status, a few words, an error
	ListReply   = 32 << 20    // facts about a server, a page of key names
	ValueReply  = 640 << 20   // one element of 512 MB (proto-max-bulk-len), or many that take as much
	ElementCost = 64
)

// ReplyLimit is how large the reply to a command about keys may be; args are
// those behind the key.
func ReplyLimit(name string, args []string) int {
	switch name {
	case "TYPE", "EXISTS", "PTTL", "PEXPIRETIME", "STRLEN", "HLEN", "LLEN", "SCARD", "ZCARD", "XLEN", "ZSCORE", "SISMEMBER",
		"MEMORY USAGE", "OBJECT ENCODING", "VCARD", "DEBUG DIGEST-VALUE":
		return ShortReply
	case "SMISMEMBER", "ZMSCORE", "HPEXPIRETIME":
		return ShortReply + len(args)*2*ElementCost
	case "GETRANGE":
		return min(ShortReply+rangeSize(args), ValueReply)
	case "SCAN", "ISCAN", "INFO":
		return ListReply
	}
	return ValueReply
}

// rangeSize is how many bytes a GETRANGE asks for, or the most of any value if
// its ends do not tell.
func rangeSize(args []string) int {
	if len(args) != 2 {
		return ValueReply
	}
	first, errFirst := strconv.Atoi(args[0])
	last, errLast := strconv.Atoi(args[1])
	if errFirst != nil || errLast != nil || first < 0 || last < first {
		return ValueReply
	}
	return min(last-first+1, ValueReply)
}

// tooLarge is the error that a reply is larger than it may be, or that all
// replies together are.
type tooLarge struct {
	limit   int
	command string // that it answers
}

// Error says what was received.
func (e *tooLarge) Error() string {
	text := fmt.Sprintf("it answers %s with more than %s", e.command, size(e.limit))
	if e.command == "SCAN" {
		text += "; if it has keys with very long names, give a smaller --batchcount"
	}
	return text
}

// size writes a number of bytes for people.
func size(n int) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", n>>10)
}

// IsValueTooLarge reports whether an error is about a value that is too large to
// be read: a fact about the key, not about the server.
func IsValueTooLarge(err error) bool {
	var large *tooLarge
	return errors.As(err, &large) && large.limit >= ValueReply
}

// NameCommand notes in an error about a reply which command it answers.
func NameCommand(err error, command string) error {
	var large *tooLarge
	if !errors.As(err, &large) {
		return err
	}
	named := &tooLarge{large.limit, command}
	if IsValueTooLarge(named) {
		return named
	}
	return fmt.Errorf("%w: %w", ErrRefused, named)
}

// TooLarge is how the error begins that stands for a reply about a value which
// was too large to be read.
const TooLarge = "TOOLARGE"

// CommandAt is the name of the n-th of encoded commands.
func CommandAt(out []byte, n int) string {
	f := framer{pending: n}
	if missing, err := f.scan(out); missing > 0 || err != nil {
		return "a command"
	}
	words, err := Reply(out[f.pos:]).Texts()
	if err != nil || len(words) == 0 {
		return "a command"
	}
	return string(words[0])
}
