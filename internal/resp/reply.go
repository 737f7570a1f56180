// Package resp is the wire: it connects to one server, with TLS if wanted, logs in,
// sends encoded commands and receives raw replies. It speaks RESP2 and knows
// nothing of deployments.
//
// One buffer holds the replies of a whole exchange. They are found in it but not
// copied, and compared as the bytes that came. How large a reply may be follows
// from what was asked for, and a Budget bounds what all workers hold.
package resp

import (
	"bytes"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// Reply is one whole RESP2 reply as it came over the wire. Its methods read it
// in place; what they return points into it. A reply is valid until the next
// exchange over the connection that it came from.
type Reply []byte

// Error is an error that a server answered, in its own words, without the
// leading dash: "WRONGTYPE Operation against a key ...".
type Error string

// Error returns the server's words.
func (e Error) Error() string { return string(e) }

// Code reports whether the server's words begin with code, such as "WRONGTYPE".
func (e Error) Code(code string) bool {
	rest, ok := strings.CutPrefix(string(e), code)
	return ok && (rest == "" || rest[0] == ' ')
}

// Err returns the server's error if the reply is one.
func (r Reply) Err() error {
	if len(r) > 0 && r[0] == '-' {
		return Error(r.Line())
	}
	return nil
}

// IsError reports whether the reply is a server's error that begins with code.
func (r Reply) IsError(code string) bool {
	return len(r) > 0 && r[0] == '-' && Error(r.Line()).Code(code)
}

// IsInt reports whether the reply is an integer.
func (r Reply) IsInt() bool { return len(r) > 0 && r[0] == ':' }

// IsNil reports whether the reply is a null string or a null array.
func (r Reply) IsNil() bool {
	return len(r) > 2 && (r[0] == '$' || r[0] == '*') && r[1] == '-'
}

// Line is the first line without its type byte and line end.
func (r Reply) Line() []byte {
	end := bytes.IndexByte(r, '\n')
	if end < 2 {
		return nil
	}
	return r[1 : end-1]
}

// Int reads an integer reply.
func (r Reply) Int() (int64, error) {
	if err := r.expect(':'); err != nil {
		return 0, err
	}
	return strconv.ParseInt(string(r.Line()), 10, 64)
}

// Text reads a status, integer or bulk string; nil for a null string.
func (r Reply) Text() ([]byte, error) {
	if len(r) > 0 && (r[0] == '+' || r[0] == ':') {
		return r.Line(), nil
	}
	if err := r.expect('$'); err != nil {
		return nil, err
	}
	if r.IsNil() {
		return nil, nil
	}
	head, end := len(r.Line())+3, len(r)-2
	if head > end {
		return nil, fmt.Errorf("unexpected reply %.40q", []byte(r))
	}
	return r[head:end], nil
}

// Len is the number of elements of an array; 0 for a null array.
func (r Reply) Len() (int, error) {
	if err := r.expect('*'); err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(string(r.Line()))
	return max(n, 0), err
}

// Elements yields the elements of an array and nothing for any other reply.
func (r Reply) Elements() iter.Seq[Reply] { return r.Groups(1) }

// Groups yields the elements of an array, so many together each time, and not
// those that are left at the end.
func (r Reply) Groups(width int) iter.Seq[Reply] {
	return func(yield func(Reply) bool) {
		n, err := r.Len()
		if err != nil {
			return
		}
		rest := r[len(r.Line())+3:]
		for range n / width {
			size := rest.sizeOf(width)
			if size == 0 || !yield(rest[:size]) {
				return
			}
			rest = rest[size:]
		}
	}
}

// Array returns the elements of an array.
func (r Reply) Array() ([]Reply, error) {
	n, err := r.Len()
	if err != nil {
		return nil, err
	}
	out := make([]Reply, 0, min(n, len(r)/3))
	for e := range r.Elements() {
		out = append(out, e)
	}
	return out, nil
}

// Texts returns the elements of an array of strings.
func (r Reply) Texts() ([][]byte, error) {
	n, err := r.Len()
	if err != nil {
		return nil, err
	}
	out := make([][]byte, 0, min(n, len(r)/3))
	for e := range r.Elements() {
		text, err := e.Text()
		if err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, nil
}

// sizeOf is the length of the first n whole replies in r, 0 if there are less.
func (r Reply) sizeOf(n int) int {
	f := framer{pending: n}
	if missing, err := f.scan(r); err != nil || missing > 0 {
		return 0
	}
	return f.pos
}

// expect turns a server's error or another type of reply into an error.
func (r Reply) expect(kind byte) error {
	switch {
	case len(r) == 0:
		return fmt.Errorf("no reply")
	case r[0] == kind:
		return nil
	case r[0] == '-':
		return r.Err()
	}
	return fmt.Errorf("unexpected reply %.40q", []byte(r))
}
