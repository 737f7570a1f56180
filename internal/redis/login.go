package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

const dialTimeout = 5 * time.Second

// credentials lists the readings of the options' user and password, the
// likelier first.
func (o Options) credentials() []resp.Credentials {
	command := o.AuthCommand
	if command == "" {
		command = "AUTH"
	}
	whole := resp.Credentials{Command: command, User: o.User, Password: o.Password}
	user, password, found := strings.Cut(o.Password.Reveal(), ":")
	if !found || !o.SplitPassword || o.User != "" {
		return []resp.Credentials{whole}
	}
	return []resp.Credentials{{Command: command, User: user, Password: resp.NewSecret(password)}, whole}
}

// dialer is one that uses the likeliest reading of the password.
func (o Options) dialer() (d resp.Dialer, err error) {
	d = resp.Dialer{Timeout: min(dialTimeout, o.RetryFor), Silence: max(o.RetryFor/3, time.Second), Login: o.credentials()[0]}
	d.TLS, err = o.TLS.Config()
	return d, err
}

// login finds the first of nodes that answers, and the reading of the password
// that it accepts.
func (o Options) login(ctx context.Context, d resp.Dialer, nodes []string) (_ resp.Dialer, node string, err error) {
	d.Ping = len(nodes) > 1
	for _, node = range nodes {
		var nodeErr error
		if d.Login, nodeErr = o.loginAt(ctx, d, node); nodeErr == nil {
			d.Ping = false
			return d, node, nil
		}
		err = errors.Join(err, fmt.Errorf("%s %s: %w", o.Name, node, nodeErr))
	}
	return d, "", err
}

func (o Options) loginAt(ctx context.Context, d resp.Dialer, node string) (resp.Credentials, error) {
	var first error
	for _, d.Login = range o.credentials() {
		c, err := d.Dial(ctx, node)
		if err == nil {
			c.Close()
			return d.Login, nil
		}
		if first == nil {
			first = err
		}
		if resp.IsTemporary(err) || !errors.Is(err, resp.ErrRefused) && !errors.As(err, new(resp.Error)) {
			break
		}
	}
	return d.Login, first
}
