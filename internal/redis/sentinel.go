package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
)

// sentinel is a master, or a replica of it, that sentinels know by a name.
// They are asked for its address at each dial, so a failover is nothing but a
// broken connection.
type sentinel struct {
	standalone // its node is the name
	sentinels  []string
	role       Role
	dialers    []dialer // ways into a sentinel
	mu         *sync.Mutex
	last       *string // where the name was last found
}

func connectSentinel(ctx context.Context, d *Deployment, _ string) (topology, error) {
	open := d.dialer
	open.auth = credentials{}
	s := sentinel{standalone: standalone{d.place.Master}, sentinels: d.place.Nodes, role: d.place.Role,
		dialers: []dialer{open, d.dialer}, mu: &sync.Mutex{}, last: new(string)}
	_, err := s.address(ctx, d.place.Master)
	return s, err
}

func (s sentinel) describe() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("%s %q by sentinel, now %s", [...]string{"master", "master", "replica of"}[s.role], s.node, *s.last)
}

// address asks one sentinel after the other.
func (s sentinel) address(ctx context.Context, name string) (string, error) {
	var all error
	for _, node := range s.sentinels {
		for _, way := range s.dialers {
			addr, err := s.ask(ctx, way, node, name)
			if err == nil {
				s.mu.Lock()
				defer s.mu.Unlock()
				*s.last = addr
				return addr, nil
			}
			all = errors.Join(all, fmt.Errorf("sentinel %s: %w", node, err))
		}
	}
	return "", all
}

func (s sentinel) ask(ctx context.Context, way dialer, node, name string) (string, error) {
	c, err := way.dial(ctx, node)
	if err != nil {
		return "", err
	}
	defer c.Close()
	if s.role == Replica {
		return s.replica(ctx, c, name)
	}
	if err := c.do(ctx, "SENTINEL", "get-master-addr-by-name", name); err != nil {
		return "", err
	}
	parts, err := c.reply(0).Texts()
	if err != nil || len(parts) != 2 {
		return "", fmt.Errorf("it knows no master %q", name)
	}
	return net.JoinHostPort(string(parts[0]), string(parts[1])), nil
}

// replica finds a replica that is up.
func (s sentinel) replica(ctx context.Context, c *conn, name string) (string, error) {
	if err := c.do(ctx, "SENTINEL", "slaves", name); err != nil { // the word that every version knows
		return "", err
	}
	for r := range c.reply(0).Elements() {
		texts, err := r.Texts()
		if err != nil {
			return "", err
		}
		f := map[string]string{}
		for ; len(texts) > 1; texts = texts[2:] {
			f[string(texts[0])] = string(texts[1])
		}
		if !slices.ContainsFunc([]string{"down", "disconnected"}, func(w string) bool { return strings.Contains(f["flags"], w) }) {
			return net.JoinHostPort(f["ip"], f["port"]), nil
		}
	}
	return "", fmt.Errorf("it knows no replica of %q that is up", name)
}
