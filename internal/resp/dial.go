package resp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// ErrRefused marks errors that no second try can mend.
var ErrRefused = errors.New("refused")

// Credentials are what AUTH is sent with.
type Credentials struct {
	Command, User string
	Password      Secret
}

// Dialer opens authenticated connections to the servers of one deployment.
type Dialer struct {
	Timeout  time.Duration // of connecting, TLS included
	Silence  time.Duration // longest wait for the next byte of a reply
	Login    Credentials
	TLS      *tls.Config // nil: no TLS
	ReadOnly bool        // the servers are a cluster's replicas
	Ping     bool        // a server counts as there only if it says something
}

// Dial connects to a server and logs in. It makes one try.
func (d Dialer) Dial(ctx context.Context, addr string) (*Conn, error) {
	raw, err := d.connect(ctx, addr)
	if err != nil {
		return nil, err
	}
	c := &Conn{Conn: raw, silence: d.Silence, heard: time.Now()}
	if err := d.greet(ctx, c); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Ask sends one command over a connection of its own.
func (d Dialer) Ask(ctx context.Context, addr string, words ...string) (Reply, error) {
	c, err := d.Dial(ctx, addr)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := c.Do(ctx, words...); err != nil {
		return nil, err
	}
	return c.Reply(0), nil
}

// connect opens a connection, with TLS if that is wanted.
func (d Dialer) connect(ctx context.Context, addr string) (net.Conn, error) {
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	ctx, cancel := context.WithTimeout(ctx, d.Timeout)
	defer cancel()
	raw, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil || d.TLS == nil {
		return raw, err
	}
	c, err := encrypt(ctx, raw, d.TLS, addr)
	if err != nil {
		raw.Close()
		return nil, err
	}
	return c, nil
}

// greet logs in, and tells a cluster's replica that we only read.
func (d Dialer) greet(ctx context.Context, c *Conn) error {
	if err := d.authenticate(ctx, c); err != nil {
		return err
	}
	if d.Ping {
		return d.hears(ctx, c)
	}
	if d.ReadOnly {
		return WithACLHint(c.Do(ctx, "READONLY"), "readonly")
	}
	return nil
}

// hears makes sure that a server says anything other than "not now".
func (d Dialer) hears(ctx context.Context, c *Conn) error {
	if err := c.Do(ctx, "PING"); !errors.As(err, new(Error)) || IsTemporary(err) {
		return err
	}
	return nil
}

// authenticate sends the password. A server that does not know the command
// tells everybody its arguments, which is not passed on.
func (d Dialer) authenticate(ctx context.Context, c *Conn) error {
	if d.Login.Password.IsZero() {
		return nil
	}
	args := []string{d.Login.Command}
	if d.Login.User != "" {
		args = append(args, d.Login.User)
	}
	err := c.Do(ctx, append(args, d.Login.Password.Reveal())...)
	if words := Error(""); errors.As(err, &words) && strings.Contains(string(words), d.Login.Password.Reveal()) {
		return fmt.Errorf("%w: the server does not know the command %s", ErrRefused, d.Login.Command)
	}
	return err
}
