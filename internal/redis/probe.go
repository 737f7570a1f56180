package redis

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// probeKey is a key that nobody has.
const probeKey = "redis-full-check:no-such-key"

// Call is a command and the words of a call that costs nothing. The word KEY
// stands for a key that does not exist.
type Call struct {
	Name  string
	Words []string
	// Since is the version of Redis that brought an option, where servers look
	// for the key before they look at their words: an error about the key does
	// not tell then whether they have it.
	Since [2]int
}

// probes are calls of the commands that a check uses. Since when servers have
// those that not all have is said behind them.
func probes() []Call {
	var calls []Call
	for _, c := range []struct {
		name, words string
		since       [2]int
	}{
		{name: "SCAN TYPE", words: "SCAN 0 COUNT 1 TYPE string"}, // Redis 6.0
		{name: "TYPE", words: "TYPE KEY"},
		{name: "EXISTS", words: "EXISTS KEY"},
		{name: "PTTL", words: "PTTL KEY"},
		{name: "PEXPIRETIME", words: "PEXPIRETIME KEY"}, // Redis 7.0
		{name: "OBJECT ENCODING", words: "OBJECT ENCODING KEY"},
		{name: "MEMORY USAGE", words: "MEMORY USAGE KEY"}, // Redis 4.0
		{name: "DUMP", words: "DUMP KEY"},
		{name: "STRLEN", words: "STRLEN KEY"},
		{name: "GETRANGE", words: "GETRANGE KEY 0 1"},
		{name: "MGET", words: "MGET KEY"},
		{name: "HLEN", words: "HLEN KEY"},
		{name: "HRANDFIELD", words: "HRANDFIELD KEY 2 WITHVALUES"}, // Redis 6.2
		{name: "HSCAN", words: "HSCAN KEY 0 COUNT 1"},
		{name: "HMGET", words: "HMGET KEY f"},
		{name: "HPEXPIRETIME", words: "HPEXPIRETIME KEY FIELDS 1 f"}, // Redis 7.4, Valkey 9.0
		{name: "LLEN", words: "LLEN KEY"},
		{name: "LRANGE", words: "LRANGE KEY 0 1"},
		{name: "SCARD", words: "SCARD KEY"},
		{name: "SRANDMEMBER", words: "SRANDMEMBER KEY 2"},
		{name: "SSCAN", words: "SSCAN KEY 0 COUNT 1"},
		{name: "SISMEMBER", words: "SISMEMBER KEY m"},
		{name: "SMISMEMBER", words: "SMISMEMBER KEY m"}, // Redis 6.2
		{name: "ZCARD", words: "ZCARD KEY"},
		{name: "ZSCAN", words: "ZSCAN KEY 0 COUNT 1"},
		{name: "ZRANGE", words: "ZRANGE KEY 0 1 WITHSCORES"},
		{name: "ZSCORE", words: "ZSCORE KEY m"},
		{name: "ZMSCORE", words: "ZMSCORE KEY m"}, // Redis 6.2
		{name: "XLEN", words: "XLEN KEY"},         // this and those about streams: Redis 5.0
		{name: "XRANGE", words: "XRANGE KEY - + COUNT 1"},
		{name: "XPENDING", words: "XPENDING KEY g - + 1"},
		{name: "XINFO STREAM", words: "XINFO STREAM KEY"},
		{name: "XINFO GROUPS", words: "XINFO GROUPS KEY"},
		{name: "XINFO CONSUMERS", words: "XINFO CONSUMERS KEY g"},
		{name: "XINFO STREAM FULL", words: "XINFO STREAM KEY FULL", since: [2]int{6, 0}}, // Redis 6.0
		// The rest: Redis 8.0.
		{name: "VCARD", words: "VCARD KEY"},
		{name: "VINFO", words: "VINFO KEY"},
		{name: "VEMB", words: "VEMB KEY e RAW"},
		{name: "VGETATTR", words: "VGETATTR KEY e"},
		{name: "VRANDMEMBER", words: "VRANDMEMBER KEY 2"},
		{name: "VRANGE", words: "VRANGE KEY - + 1"}, // Redis 8.4
	} {
		calls = append(calls, Call{c.name, strings.Fields(c.words), c.since})
	}
	return calls
}

// allProbes are probes and the command that sweeps.
func (d *Deployment) allProbes() []Call {
	scan := d.topo.scan(d.topo.ranges(0, 1)[0], "0", "1")
	return append(probes(), Call{Name: scan[0], Words: scan})
}

// Probe finds out whether the servers run commands for us that not every run
// uses: Has and Refusal know of them from then on. It must not be called while
// pipelines are in use.
func (d *Deployment) Probe(ctx context.Context, calls []Call) error {
	lacks, err := d.probe(ctx, calls)
	if err != nil {
		return err
	}
	maps.Copy(d.lacks, lacks)
	for _, c := range calls {
		d.extra[c.Name] = true
	}
	return nil
}

// probe returns the commands that the servers do not run for us, each with the
// error that says so. Some proxies refuse by hanging up, so each command has a
// connection of its own.
func (d *Deployment) probe(ctx context.Context, calls []Call) (map[string]Reply, error) {
	refusals := make([]error, len(calls))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for i, c := range calls {
		g.Go(func() (err error) {
			if refusals[i], err = d.try(ctx, c); refusals[i] != nil {
				refusals[i], err = d.try(ctx, c) // not by chance
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	lacks := map[string]Reply{}
	for i, c := range calls {
		if refusals[i] != nil {
			lacks[c.Name] = Reply("-" + strings.Map(printable, refusals[i].Error()) + "\r\n")
		}
	}
	return lacks, nil
}

// try makes one call. The refusal is nil if the command is run.
func (d *Deployment) try(ctx context.Context, call Call) (refusal, err error) {
	node, err := d.topo.address(ctx, d.topo.owner(probeKey))
	if err != nil {
		return nil, err
	}
	c, err := d.dialer.dial(ctx, node)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	err = c.do(ctx, call.words()...)
	said := Error("")
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil:
		return nil, nil
	case !errors.As(err, &said):
		return fmt.Errorf("ERR the %s does not run %s: it hangs up on it", d.opts.Name, call.Name), nil
	case isAboutKey(said):
		return d.before(call), nil
	}
	return said, nil
}

// before is a refusal if the server is known to be of a version before the
// call's.
func (d *Deployment) before(call Call) error {
	major, minor := call.Since[0], call.Since[1]
	if d.server.Flavor != "redis" || d.server.Version == "" || d.server.since(major, minor) {
		return nil
	}
	return Error(fmt.Sprintf("ERR %s came with Redis %d.%d", call.Name, major, minor))
}

// words are those of the call, with the key in its place.
func (c Call) words() []string {
	words := slices.Clone(c.Words)
	for i, w := range words {
		if w == "KEY" {
			words[i] = probeKey
		}
	}
	return words
}

// isAboutKey reports whether an error is about the probe's key, or about a
// script that the server has yet to be given, rather than about the command: the
// key is not there, and a user may not be allowed to touch it.
func isAboutKey(e Error) bool {
	if laterWords(e) {
		return true
	}
	for _, words := range []string{"no such key", "NOGROUP", "NOSCRIPT", "MOVED", "ASK", "access"} {
		if strings.Contains(string(e), words) {
			return true
		}
	}
	return false
}

func printable(r rune) rune {
	if r < ' ' {
		return ' '
	}
	return r
}

// speaks is an error if a server answers nothing at all.
func (d *Deployment) speaks(ctx context.Context, node string) error {
	_, err := d.askOnce(ctx, node, "GET", probeKey)
	said := Error("")
	switch {
	case err == nil, errors.As(err, &said):
		return nil
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded):
		return err
	case d.dialer.tls == nil:
		return fmt.Errorf("it hangs up; perhaps it wants TLS: %w", err)
	}
	return fmt.Errorf("it hangs up; perhaps it wants a client certificate that it trusts: %w", err)
}

// awake waits until a server no longer puts us off, as it does while it loads
// its data.
func (d *Deployment) awake(ctx context.Context, node string) error {
	wait := patience{limit: d.opts.RetryFor, told: d.retried}
	started := time.Now()
	for {
		_, err := d.askOnce(ctx, node, "TYPE", probeKey)
		said := Error("")
		if err != nil && !errors.As(err, &said) {
			return d.speaks(ctx, node)
		}
		if !errors.As(err, &said) || !laterWords(said) || said.Code("CLUSTERDOWN") {
			return ctx.Err() // what else is wrong will be found
		}
		if !wait.again(ctx, err, started) {
			return fmt.Errorf("not ready for %v: %w", d.opts.RetryFor, err)
		}
	}
}
