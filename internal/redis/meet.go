package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
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
	first.Silence = min(first.Silence, quickSilence)
	quick, wait := retry{limit: min(d.opts.RetryFor, quickRetry)}, d.retry()
	for started := time.Now(); ; {
		_, err := first.Ask(ctx, node, "TYPE", probeKey)
		said := resp.Error("")
		switch answered := errors.As(err, &said); {
		case err == nil, answered && (!said.Temporary() || said.Code("CLUSTERDOWN")):
			return nil // what else is wrong will be found
		case answered && !wait.wait(ctx, err, started):
			return fmt.Errorf("not ready for %v: %w", d.opts.RetryFor, err)
		case !answered && (!resp.IsHangUp(err) || !quick.wait(ctx, err, started)):
			return d.stranger(err)
		}
	}
}

// stranger says what is wrong with a server that answers nothing.
func (d *Deployment) stranger(err error) error {
	switch {
	case errors.Is(err, resp.ErrRefused), errors.Is(err, resp.ErrNoTLS), !resp.IsHangUp(err) && !alerted(err):
		return err
	case d.dialer.TLS == nil:
		return fmt.Errorf("it hangs up; perhaps it wants TLS: %w", err)
	}
	return fmt.Errorf("it hangs up; perhaps it wants a client certificate that it trusts: %w", err)
}

// alerted reports whether the other side broke TLS off.
func alerted(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}
