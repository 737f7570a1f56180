package resp

import (
	"bytes"
	"errors"
	"fmt"
)

// final is an error that no second try can mend, in words of its own.
type final struct{ error }

// Unwrap returns what it is, too.
func (f final) Unwrap() []error { return []error{f.error, ErrRefused} }

// foreign says what answers in the place of a Redis server, by its first bytes.
func foreign(said []byte, err error) error {
	is := func(prefix string) bool { return bytes.HasPrefix(said, []byte(prefix)) }
	switch {
	case is("HTTP/"):
		return errors.New("this is an HTTP server, not Redis")
	case is("SSH-"):
		return errors.New("this is an SSH server, not Redis")
	case is("\x15\x03"): // an alert, to whoever does not begin with a handshake
		return errors.New("the server wants TLS")
	case len(said) > 4 && said[3] == 0 && (said[4] == 10 || said[4] == 0xff): // a packet's number, and the protocol's
		return errors.New("this is a MySQL server, not Redis")
	}
	return fmt.Errorf("this is no Redis server (%w)", err)
}
