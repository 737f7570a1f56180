package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"
)

// probeKey is a key that nobody has.
const probeKey = "redis-full-check:no-such-key"

// probes are calls of the commands that a check uses, on a key that does not
// exist. Since when servers have those that not all have is said behind them.
func probes() []string {
	return []string{
		"TYPE", "EXISTS", "PTTL", "DUMP", "STRLEN", "GETRANGE 0 1", "MGET",
		"PEXPIRETIME", // Redis 7.0
		"HLEN", "HSCAN 0 COUNT 1", "HMGET f",
		"HPEXPIRETIME FIELDS 1 f", // Redis 7.4, Valkey 9.0
		"LLEN", "LRANGE 0 1",
		"SCARD", "SSCAN 0 COUNT 1", "SISMEMBER m",
		"SMISMEMBER m", // Redis 6.2
		"ZCARD", "ZSCAN 0 COUNT 1", "ZSCORE m",
		"ZMSCORE m", // Redis 6.2
		// Redis 5.0
		"XLEN", "XRANGE - + COUNT 1", "XPENDING g - + 1", "XINFO STREAM", "XINFO GROUPS",
		"XINFO STREAM FULL", // Redis 6.0
	}
}

// probe returns the commands that the servers do not run for us, each with the
// error that says so. Some proxies refuse by hanging up, so each command has a
// connection of its own.
func (d *Deployment) probe(ctx context.Context) (map[string]Reply, error) {
	if err := d.awake(ctx); err != nil {
		return nil, err
	}
	all := probes()
	refusals := make([]error, len(all))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for i, call := range all {
		g.Go(func() (err error) {
			if refusals[i], err = d.try(ctx, call); refusals[i] != nil {
				refusals[i], err = d.try(ctx, call) // not by chance
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	lacks := map[string]Reply{}
	for i, call := range all {
		if name, _ := splitCall(call); refusals[i] != nil {
			lacks[name] = Reply("-" + strings.Map(printable, refusals[i].Error()) + "\r\n")
		}
	}
	return lacks, nil
}

// try makes one call. The refusal is nil if the command is run.
func (d *Deployment) try(ctx context.Context, call string) (refusal, err error) {
	name, args := splitCall(call)
	words := append(append(strings.Fields(strings.TrimSuffix(name, " FULL")), probeKey), args...)
	node, err := d.topo.address(ctx, d.topo.owner(probeKey))
	if err != nil {
		return nil, err
	}
	c, err := d.dialer.dial(ctx, node)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	err = c.do(ctx, words...)
	said := Error("")
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil:
		return nil, nil
	case !errors.As(err, &said):
		return fmt.Errorf("ERR the %s does not run %s: it hangs up on it", d.opts.Name, name), nil
	case isAboutKey(said):
		return nil, nil
	}
	return said, nil
}

// splitCall separates a command's name, of one or two words, from what stands
// behind the key. The name of XINFO STREAM key FULL is all three words.
func splitCall(call string) (name string, args []string) {
	words := strings.Fields(call)
	switch {
	case call == "XINFO STREAM FULL":
		return call, []string{"FULL"}
	case words[0] == "XINFO":
		return strings.Join(words[:2], " "), words[2:]
	}
	return words[0], words[1:]
}

// isAboutKey reports whether an error is about the probe's key rather than
// about the command: it is not there, and a user may not be allowed to
// touch it.
func isAboutKey(e Error) bool {
	if laterWords(e) {
		return true
	}
	for _, words := range []string{"no such key", "NOGROUP", "MOVED", "ASK", "access"} {
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

// awake waits until the servers no longer put us off, as they do while they
// load their data.
func (d *Deployment) awake(ctx context.Context) error {
	p := d.Pipeline()
	defer p.Close()
	p.Add("TYPE", probeKey)
	return p.Exec(ctx)
}
