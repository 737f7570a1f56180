package redis

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// quick bounds the first contact with a server, which may be at a wrong address:
// how long it may be silent, and how long one that hangs up is asked again.
const (
	quickSilence = 5 * time.Second
	quickRetry   = time.Second
)

// meet makes the first contact, by a question that every server answers. It makes
// one try, so that a wrong address is known at once. A server that says "not now"
// is waited for; one that hangs up is tried for a moment, since a server that is
// full may hang up before its words arrive.
func (d *Deployment) meet(ctx context.Context, node string) error {
	first := d.dialer
	first.silence = min(first.silence, quickSilence)
	quick := patience{limit: min(d.opts.RetryFor, quickRetry)}
	wait := patience{limit: d.opts.RetryFor, told: d.retried}
	for started := time.Now(); ; {
		_, err := first.ask(ctx, node, "TYPE", probeKey)
		said := Error("")
		switch answered := errors.As(err, &said); {
		case err == nil, answered && (!laterWords(said) || said.Code("CLUSTERDOWN")):
			return nil // what else is wrong will be found
		case answered && !wait.again(ctx, err, started):
			return fmt.Errorf("not ready for %v: %w", d.opts.RetryFor, err)
		case !answered && (!hungUp(err) || !quick.again(ctx, err, started)):
			return d.stranger(err)
		}
	}
}

// stranger says what is wrong with a server that answers nothing.
func (d *Deployment) stranger(err error) error {
	switch {
	case errors.Is(err, errRefused), errors.Is(err, errNoTLS), !hungUp(err) && !alerted(err):
		return err
	case d.dialer.tls == nil:
		return fmt.Errorf("it hangs up; perhaps it wants TLS: %w", err)
	}
	return fmt.Errorf("it hangs up; perhaps it wants a client certificate that it trusts: %w", err)
}

// alerted reports whether the other side broke TLS off.
func alerted(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

// final is an error that no second try can mend, in words of its own.
type final struct{ error }

// Unwrap returns what it is, too.
func (f final) Unwrap() []error { return []error{f.error, errRefused} }

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
