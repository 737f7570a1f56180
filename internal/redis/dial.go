package redis

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

const dialTimeout = 5 * time.Second

// errRefused marks errors that no second try can mend.
var errRefused = errors.New("refused")

// credentials are what AUTH is sent with.
type credentials struct {
	command, user string
	password      Secret
}

// credentials lists the readings of the options' user and password, the
// likelier first.
func (o Options) credentials() []credentials {
	command := o.AuthCommand
	if command == "" {
		command = "AUTH"
	}
	whole := credentials{command, o.User, o.Password}
	user, password, found := strings.Cut(o.Password.Reveal(), ":")
	if !found || !o.SplitPassword || o.User != "" {
		return []credentials{whole}
	}
	return []credentials{{command, user, NewSecret(password)}, whole}
}

// dialer opens authenticated connections to the servers of one deployment.
type dialer struct {
	timeout  time.Duration
	silence  time.Duration // see conn
	auth     credentials
	tls      *tls.Config // nil: no TLS
	readonly bool        // the servers are a cluster's replicas
	ping     bool        // a server counts as there only if it says something
}

func (d dialer) dial(ctx context.Context, addr string) (*conn, error) {
	raw, err := d.connect(ctx, addr)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, silence: d.silence, heard: time.Now()}
	if err := d.greet(ctx, c); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// ask sends one command over a connection of its own.
func (d dialer) ask(ctx context.Context, addr string, words ...string) (Reply, error) {
	c, err := d.dial(ctx, addr)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := c.do(ctx, words...); err != nil {
		return nil, err
	}
	return c.reply(0), nil
}

// connect opens a connection, with TLS if that is wanted.
func (d dialer) connect(ctx context.Context, addr string) (net.Conn, error) {
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	defer cancel()
	raw, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil || d.tls == nil {
		return raw, err
	}
	c, err := encrypt(ctx, raw, d.tls, addr)
	if err != nil {
		raw.Close()
		return nil, err
	}
	return c, nil
}

// greet logs in, and tells a cluster's replica that we only read.
func (d dialer) greet(ctx context.Context, c *conn) error {
	if err := d.authenticate(ctx, c); err != nil {
		return err
	}
	if d.ping {
		return d.hears(ctx, c)
	}
	if d.readonly {
		return permit(c.do(ctx, "READONLY"), "readonly")
	}
	return nil
}

// hears makes sure that a server says anything other than "not now".
func (d dialer) hears(ctx context.Context, c *conn) error {
	if err := c.do(ctx, "PING"); !errors.As(err, new(Error)) || isLater(err) {
		return err
	}
	return nil
}

// authenticate sends the password. A server that does not know the command
// tells everybody its arguments, which is not passed on.
func (d dialer) authenticate(ctx context.Context, c *conn) error {
	if d.auth.password.IsZero() {
		return nil
	}
	args := []string{d.auth.command}
	if d.auth.user != "" {
		args = append(args, d.auth.user)
	}
	err := c.do(ctx, append(args, d.auth.password.Reveal())...)
	if words := Error(""); errors.As(err, &words) && strings.Contains(string(words), d.auth.password.Reveal()) {
		return fmt.Errorf("%w: the server does not know the command %s", errRefused, d.auth.command)
	}
	return err
}

// dialer is one that uses the likeliest reading of the password.
func (o Options) dialer() (d dialer, err error) {
	d = dialer{timeout: min(dialTimeout, o.RetryFor), silence: max(o.RetryFor/3, time.Second), auth: o.credentials()[0]}
	d.tls, err = o.TLS.config()
	return d, err
}

// login finds the first of nodes that answers, and the reading of the password
// that it accepts.
func (o Options) login(ctx context.Context, d dialer, nodes []string) (_ dialer, node string, err error) {
	d.ping = len(nodes) > 1
	for _, node = range nodes {
		var nodeErr error
		if d.auth, nodeErr = o.loginAt(ctx, d, node); nodeErr == nil {
			d.ping = false
			return d, node, nil
		}
		err = errors.Join(err, fmt.Errorf("%s %s: %w", o.Name, node, nodeErr))
	}
	return d, "", err
}

func (o Options) loginAt(ctx context.Context, d dialer, node string) (credentials, error) {
	var first error
	for _, d.auth = range o.credentials() {
		c, err := d.dial(ctx, node)
		if err == nil {
			c.Close()
			return d.auth, nil
		}
		if first == nil {
			first = err
		}
		if isLater(err) || !errors.Is(err, errRefused) && !errors.As(err, new(Error)) {
			break
		}
	}
	return d.auth, first
}
