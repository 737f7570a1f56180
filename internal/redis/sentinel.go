package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// sentinel is a master, or a replica of it, that sentinels know by a name.
// They are asked for its address at each dial, so a failover is nothing but a
// broken connection.
type sentinel struct {
	standalone // its node is the name
	sentinels  []string
	role       Role
	ways       []resp.Dialer // into a sentinel
	server     resp.Dialer   // into the server
	mu         *sync.Mutex
	last       *string // where the name was last found
}

func connectSentinel(ctx context.Context, d *Deployment, _ string) (topology, resp.Dialer, error) {
	s := d.sentinel()
	return s, d.dialer, d.retry().do(ctx, mayPass, func() error {
		_, err := s.address(ctx, s.node)
		return err
	})
}

func (d *Deployment) sentinel() sentinel {
	return sentinel{standalone: standalone{d.address.Master}, sentinels: d.address.Nodes, role: d.address.Role,
		ways: d.sentinelWays(), server: d.dialer, mu: &sync.Mutex{}, last: new(string)}
}

// sentinelWays are the ways into a sentinel: with its own password where one was
// given; else without one, or with the servers'.
func (d *Deployment) sentinelWays() []resp.Dialer {
	open := d.dialer
	open.Login = resp.Credentials{}
	logins := d.opts.credentials()
	ways := []resp.Dialer{open}
	if own := d.opts.sentinelLogin(); !own.Password.IsZero() {
		logins, ways = own.credentials(), nil
	}
	for _, login := range logins {
		if way := open; !login.Password.IsZero() {
			way.Login = login
			ways = append(ways, way)
		}
	}
	return ways
}

// sentinelLogin are the options with the sentinels' user and password.
func (o Options) sentinelLogin() Options {
	o.User, o.Password, o.AuthCommand = o.SentinelUser, o.SentinelPassword, ""
	return o
}

func (s sentinel) describe() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("%s %q by sentinel, now %s", [...]string{"master", "master", "replica of"}[s.role], s.node, *s.last)
}

// address is where the server is that has the role now. During a failover a
// sentinel may still tell the old place, so the server itself is asked.
func (s sentinel) address(ctx context.Context, _ string) (string, error) {
	addr, err := s.ask(ctx)
	if err == nil {
		err = s.check(ctx, addr)
	}
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.last = addr
	return addr, nil
}

// check asks a server for its role (Redis 2.8.12). One that does not tell is
// believed to have it.
func (s sentinel) check(ctx context.Context, addr string) error {
	c, err := s.server.Dial(ctx, addr)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Do(ctx, "ROLE"); err != nil {
		if errors.As(err, new(resp.Error)) && !resp.IsTemporary(err) {
			return nil
		}
		return err
	}
	for first := range c.Reply(0).Elements() {
		role, err := first.Text()
		if want := [...]string{"master", "master", "slave"}[s.role]; err == nil && string(role) != want {
			return fmt.Errorf("%s is a %s, not the %s that the sentinels say it is", addr, role, want)
		}
		break
	}
	return nil
}

// ask asks one sentinel after the other.
func (s sentinel) ask(ctx context.Context) (string, error) {
	var all error
	for _, node := range s.sentinels {
		var err error
		for _, way := range s.ways {
			var addr string
			if addr, err = s.askOne(ctx, way, node); err == nil {
				return addr, nil
			}
			if !locked(err) {
				break
			}
		}
		all = errors.Join(all, fmt.Errorf("sentinel %s: %w", node, err))
	}
	return "", all
}

// locked reports whether an error may be another one with another password.
func locked(err error) bool {
	said := resp.Error("")
	return errors.As(err, &said) && (said.Code("NOAUTH") || said.Code("WRONGPASS") || strings.Contains(string(said), "AUTH"))
}

func (s sentinel) askOne(ctx context.Context, way resp.Dialer, node string) (string, error) {
	c, err := way.Dial(ctx, node)
	if err != nil {
		return "", err
	}
	defer c.Close()
	if s.role == Replica {
		return s.replica(ctx, c, s.node)
	}
	if err := c.Do(ctx, "SENTINEL", "get-master-addr-by-name", s.node); err != nil {
		return "", err
	}
	parts, err := c.Reply(0).Texts()
	if err != nil || len(parts) != 2 {
		return "", fmt.Errorf("it knows no master %q", s.node)
	}
	return net.JoinHostPort(string(parts[0]), string(parts[1])), nil
}

// replica finds a replica that is up, of these one whose link to the master is up
// if there is one.
func (s sentinel) replica(ctx context.Context, c *resp.Conn, name string) (string, error) {
	if err := c.Do(ctx, "SENTINEL", "slaves", name); err != nil { // the word that every version knows
		return "", err
	}
	stale := ""
	for r := range c.Reply(0).Elements() {
		f, err := fieldsOf(r)
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc([]string{"down", "disconnected"}, func(w string) bool { return strings.Contains(f["flags"], w) }) {
			continue
		}
		addr := net.JoinHostPort(f["ip"], f["port"])
		if f["master-link-status"] != "err" {
			return addr, nil
		}
		stale = addr
	}
	if stale == "" {
		return "", fmt.Errorf("it knows no replica of %q that is up", name)
	}
	return stale, nil
}

// fieldsOf reads an array of names, each with a text behind it.
func fieldsOf(r resp.Reply) (map[string]string, error) {
	texts, err := r.Texts()
	f := map[string]string{}
	for ; len(texts) > 1; texts = texts[2:] {
		f[string(texts[0])] = string(texts[1])
	}
	return f, err
}
