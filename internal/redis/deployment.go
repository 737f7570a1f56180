// Package redis reaches the two deployments that are compared: it finds their
// servers, logs in, sweeps their keyspaces and carries pipelines of commands to
// whoever owns the keys. Replies are handed up raw, as the bytes that came over
// the wire, because equal bytes are proof enough and are most of what there is.
//
// It is the only package that knows the network. Its own wire (conn.go, frame.go)
// speaks plain RESP2, with one receive buffer for a whole pipeline, in which
// replies are found but not copied.
package redis

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Deployment is all servers behind one address.
type Deployment struct {
	opts   Options
	dialer dialer
	topo   topology
	server Server
	lacks  []string // optional commands that it does not know, or not for us
}

// Connect logs in and asks the server what it is and what it can do. It makes
// one try only, so that a wrong address is known at once; a server that is
// still loading its data is waited for.
func Connect(ctx context.Context, o Options) (*Deployment, error) {
	node, err := ParseAddress(o.Address)
	if err != nil {
		return nil, fmt.Errorf("%s address: %w", o.Name, err)
	}
	d := &Deployment{opts: o, topo: standalone{node}}
	if d.dialer, err = o.login(ctx, node); err != nil {
		return nil, fmt.Errorf("%s %s: %w", o.Name, node, err)
	}
	p := d.Pipeline()
	defer p.Close()
	if err := d.ask(ctx, p); err != nil {
		return nil, fmt.Errorf("%s %s: %w", o.Name, node, err)
	}
	return d, nil
}

// ask fills in what the server is and which optional commands it lacks.
func (d *Deployment) ask(ctx context.Context, p *Pipeline) error {
	var err error
	if d.server, err = askServer(ctx, p, d.topo.sweep()[0]); err != nil {
		return err
	}
	d.lacks, err = probe(ctx, p)
	return err
}

// Server says what was found when connecting.
func (d *Deployment) Server() Server { return d.server }

// Has reports whether the deployment lets us run an optional command; one that
// is not optional it always has.
func (d *Deployment) Has(command string) bool { return !slices.Contains(d.lacks, command) }

// Pipeline returns a new pipeline with connections of its own.
func (d *Deployment) Pipeline() *Pipeline {
	return &Pipeline{dep: d, links: map[string]*link{}}
}

func (d *Deployment) retried(err error) {
	if d.opts.OnRetry != nil {
		d.opts.OnRetry(fmt.Errorf("%s: %w", d.opts.Name, err))
	}
}

// probes are calls of the optional commands that cost nothing, since their key
// does not exist.
func probes() [][]string {
	const key = "redis-full-check:no-such-key"
	return [][]string{
		{"PEXPIRETIME", key},                      // Redis 7.0
		{"SMISMEMBER", key, "m"},                  // Redis 6.2
		{"ZMSCORE", key, "m"},                     // Redis 6.2
		{"HPEXPIRETIME", key, "FIELDS", "1", "f"}, // Redis 7.4, Valkey 9.0
		{"XINFO STREAM", key, "FULL"},             // Redis 6.0
	}
}

// probe returns the optional commands that the server refuses for a reason
// other than that the key does not exist.
func probe(ctx context.Context, p *Pipeline) ([]string, error) {
	all := probes()
	for _, c := range all {
		p.Add(c[0], c[1], c[2:]...)
	}
	if err := p.Exec(ctx); err != nil {
		return nil, fmt.Errorf("probe commands: %w", err)
	}
	var lacks []string
	for i, c := range all {
		if err := p.Reply(i).Err(); err != nil && !strings.Contains(err.Error(), "no such key") {
			lacks = append(lacks, c[0])
		}
	}
	return lacks, nil
}
