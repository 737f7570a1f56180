// Package redis reaches the two deployments that are compared: it finds their
// servers, logs in, sweeps their keyspaces and carries pipelines of commands to
// whoever owns the keys. Replies are handed up raw, as the bytes that came over
// the wire, because equal bytes are proof enough and are most of what there is.
//
// Single connections are those of package resp; what several servers are together,
// and what it means that they move, fail and restart, is known here.
package redis

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Deployment is all servers behind one address.
type Deployment struct {
	opts    Options
	address Address
	dialer  resp.Dialer
	topo    topology
	server  Server
	servers map[string]Server     // the same nodes, as they were when connected to
	probed  map[string]bool       // commands that probe was told of
	extra   map[string]bool       // commands that Probe asked for
	lacks   map[string]resp.Reply // commands that not all nodes run for us, and the error that stands for them
	partly  map[string]bool       // those of them that some nodes run

	volatile atomic.Pointer[volatile]        // by the facts that were read last
	direct   atomic.Pointer[map[string]bool] // the nodes that are known to hold the keys themselves
	silentOn atomic.Bool                     // a server hung up on CLIENT
}

// Connect logs in, finds out what kind of deployment it is and what it can do.
// It makes one try only, so that a wrong address is known at once; once a server
// has said anything it is waited for.
func Connect(ctx context.Context, o Options) (*Deployment, error) {
	address, err := ParseAddress(o.Address)
	if err != nil {
		return nil, fmt.Errorf("%s address %w", o.Name, err)
	}
	d := &Deployment{opts: o.with(address), address: address,
		probed: map[string]bool{}, extra: map[string]bool{}, lacks: map[string]resp.Reply{}, partly: map[string]bool{}}
	if d.address.Kind == Auto {
		d.address.Kind = o.Kind
	}
	node, err := d.enter(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.find(ctx, node); err != nil {
		return nil, fmt.Errorf("%s %s: %w", o.Name, node, err)
	}
	return d, nil
}

// with takes over what a URL says; flags go before it.
func (o Options) with(p Address) Options {
	o.TLS.On = o.TLS.On || p.TLS
	if o.User == "" && o.Password.IsZero() && !p.Password.IsZero() {
		o.User, o.Password, o.SplitPassword = p.User, p.Password, false
	}
	return o
}

// enter finds a node that lets us in. Of a sentinel's master that is decided at
// each dial.
func (d *Deployment) enter(ctx context.Context) (node string, err error) {
	nodes := d.address.Nodes
	if d.dialer, err = d.opts.dialer(); err != nil {
		return "", fmt.Errorf("%s: %w", d.opts.Name, err)
	}
	if d.address.Kind == Sentinel {
		if d.address.Master == "" {
			return "", fmt.Errorf("%s: sentinels are given as redis+sentinel://HOST:PORT,.../NAME", d.opts.Name)
		}
		var addr string
		err := d.retry().do(ctx, resp.IsTemporary, func() (err error) {
			addr, err = d.sentinel().ask(ctx)
			return err
		})
		if err != nil {
			return "", fmt.Errorf("%s: %w", d.opts.Name, err)
		}
		nodes = []string{addr}
	}
	err = d.retry().do(ctx, resp.IsTemporary, func() (err error) {
		d.dialer, node, err = d.opts.login(ctx, d.dialer, nodes)
		return err
	})
	return node, err
}

// find makes the topology and asks the servers what they are.
func (d *Deployment) find(ctx context.Context, node string) (err error) {
	d.topo = standalone{node}
	if err := d.meet(ctx, node); err != nil {
		return err
	}
	if d.server, err = d.askServer(ctx, node); err != nil {
		return err
	}
	if err := d.recognise(ctx, node); err != nil {
		return err
	}
	connect, known := connectors()[d.kind()]
	if !known {
		return fmt.Errorf("unknown kind of deployment %d", d.kind())
	}
	if d.topo, d.dialer, err = connect(ctx, d, node); err != nil {
		return err
	}
	if err := d.askAll(ctx); err != nil {
		return err
	}
	d.server.Topology = d.topo.describe()
	if err := d.probe(ctx, d.allProbes()); err != nil {
		return err
	}
	_, err = d.Keyspace(ctx)
	return err
}

// recognise tells a cluster's node, which holds only a part of the keys, from a
// server that holds all of them.
func (d *Deployment) recognise(ctx context.Context, node string) error {
	if d.address.Kind != Auto && d.address.Kind != Standalone {
		return nil
	}
	var err error
	if d.server.Cluster, err = d.isCluster(ctx, node); err != nil {
		return err
	}
	if d.server.Cluster && d.address.Kind == Standalone {
		return fmt.Errorf("%w: this is a node of a cluster and holds only a part of the keys; "+
			"say auto or cluster instead of a single server", errKind)
	}
	return nil
}

// isCluster asks for two keys of different slots, which only a cluster's node
// refuses; INFO may be kept from us, or be passed on by a proxy that makes one
// server of a cluster.
func (d *Deployment) isCluster(ctx context.Context, node string) (bool, error) {
	a := d.asker(node)
	defer a.close()
	r, err := a.ask(ctx, question{words: []string{"MGET", probeKey, probeKey + ":other"}, fine: isOfCluster})
	switch {
	case err == nil:
		return r.Err() != nil, nil
	case isNo(err):
		return d.server.Cluster, nil
	}
	return false, err
}

// isOfCluster reports whether an error is one that only a cluster's node says.
func isOfCluster(e resp.Error) bool {
	return slices.ContainsFunc([]string{"CROSSSLOT", "MOVED", "ASK", "CLUSTERDOWN"}, e.Code)
}

// kind is what the deployment was said to be, or says that it is.
func (d *Deployment) kind() Kind {
	switch {
	case d.address.Kind != Auto:
		return d.address.Kind
	case d.server.Cluster:
		return Cluster
	}
	return Standalone
}

// serverOf is what a node said it is.
func (d *Deployment) serverOf(node string) Server {
	if s, ok := d.servers[node]; ok {
		return s
	}
	return d.server
}

// askAll adds up the keys of all nodes of a cluster.
func (d *Deployment) askAll(ctx context.Context) error {
	if d.kind() != Cluster {
		return nil
	}
	all := map[int]DB{}
	d.server.Listing = Listed
	d.servers = map[string]Server{}
	for _, node := range d.topo.nodes() {
		s, err := d.askServer(ctx, node)
		if err != nil {
			return err
		}
		d.servers[node] = s
		for n, db := range s.DBs {
			all[n] = all[n].and(db)
		}
		d.server.LinkDown = d.server.LinkDown || s.LinkDown
		d.server.Listing = max(d.server.Listing, s.Listing)
	}
	d.server.DBs = all
	return nil
}

// askOnce sends one command to a node over a connection of its own.
func (d *Deployment) askOnce(ctx context.Context, node string, words ...string) (resp.Reply, error) {
	return d.dialer.Ask(ctx, node, words...)
}

// askText is askOnce for a text.
func (d *Deployment) askText(ctx context.Context, node string, words ...string) (string, error) {
	r, err := d.askOnce(ctx, node, words...)
	if err != nil {
		return "", err
	}
	text, err := r.Text()
	return string(text), err
}

// stillHas reports whether a node that does not answer still belongs to the
// deployment.
func (d *Deployment) stillHas(ctx context.Context, node string) bool {
	d.topo.refresh(ctx)
	return d.topo.has(node)
}

// Server says what was found when connecting.
func (d *Deployment) Server() Server { return d.server }

// SharesKeys reports whether several servers share the keys: those of a cluster,
// and those behind a proxy of a cluster.
func (d *Deployment) SharesKeys() bool {
	kind := d.kind()
	return kind != Standalone && kind != Sentinel
}

// Has reports whether the deployment runs a command for us.
func (d *Deployment) Has(command string) bool { return d.lacks[command] == nil }

// Refusal is what the deployment said to a command that it does not run for us,
// nil if it runs it.
func (d *Deployment) Refusal(command string) error { return d.lacks[command].Err() }

// SweepRefusal is what the deployment said when it was asked for the names of its
// keys, nil if it can be swept.
func (d *Deployment) SweepRefusal() error {
	scan := d.topo.scan(d.topo.ranges(0, 1)[0], "0", "1")
	return d.Refusal(scan[0])
}

// Pipeline returns a new pipeline with connections of its own.
func (d *Deployment) Pipeline() *Pipeline {
	return &Pipeline{dep: d, links: map[string]*link{}, governor: ungoverned{}}
}

func (d *Deployment) retried(err error) {
	if d.opts.OnRetry != nil {
		d.opts.OnRetry(fmt.Errorf("%s: %w", d.opts.Name, err))
	}
}
