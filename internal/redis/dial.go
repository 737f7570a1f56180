package redis

import (
	"context"
	"errors"
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
	timeout time.Duration
	silence time.Duration // see conn
	auth    credentials
}

func (d dialer) dial(ctx context.Context, addr string) (*conn, error) {
	network := "tcp"
	if strings.HasPrefix(addr, "/") {
		network = "unix"
	}
	nd := net.Dialer{Timeout: d.timeout}
	raw, err := nd.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, silence: d.silence, heard: time.Now()}
	if err := d.authenticate(ctx, c); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (d dialer) authenticate(ctx context.Context, c *conn) error {
	if d.auth.password.IsZero() {
		return nil
	}
	args := []string{d.auth.command}
	if d.auth.user != "" {
		args = append(args, d.auth.user)
	}
	return c.do(ctx, append(args, d.auth.password.Reveal())...)
}

// login finds the reading of the password that the server at addr accepts.
func (o Options) login(ctx context.Context, addr string) (dialer, error) {
	d := dialer{timeout: min(dialTimeout, o.RetryFor), silence: max(o.RetryFor/3, time.Second)}
	var first error
	for _, auth := range o.credentials() {
		d.auth = auth
		c, err := d.dial(ctx, addr)
		if err == nil {
			return d, c.Close()
		}
		if first == nil {
			first = err
		}
		if !errors.Is(err, errRefused) {
			return d, first
		}
	}
	return d, first
}
