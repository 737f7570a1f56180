package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/redis-full-check/redis-full-check/internal/resp"
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
	unknown := slices.DeleteFunc(slices.Clone(calls), func(c Call) bool { return d.probed[c.Name] })
	if err := d.probe(ctx, unknown); err != nil {
		return err
	}
	for _, c := range calls {
		d.extra[c.Name] = true
	}
	return nil
}

// probe finds out which commands not every node runs for us. Nodes may be of
// several versions, as in an upgrade, and each has its own users: all are asked,
// since that is one exchange with each.
func (d *Deployment) probe(ctx context.Context, calls []Call) error {
	if len(calls) == 0 {
		return nil
	}
	nodes := d.topo.nodes()
	refusals := make([]map[string]resp.Reply, len(nodes))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(probers)
	for i, node := range nodes {
		g.Go(func() (err error) {
			refusals[i], err = d.probeNode(ctx, node, calls)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, c := range calls {
		d.note(c.Name, nodes, refusals)
		d.probed[c.Name] = true
	}
	return nil
}

// note notes what the nodes said to a command. Some of them may do without
// HPEXPIRETIME: they are older, and have no fields that expire.
func (d *Deployment) note(command string, nodes []string, refusals []map[string]resp.Reply) {
	var old, other resp.Reply // refusals, by nodes that may do without and by others
	lacking := 0
	for i, node := range nodes {
		refusal := refusals[i][command]
		if refusal == nil {
			continue
		}
		lacking++
		if command == fieldExpiryCommand && d.hasNoFieldExpiry(node, resp.Error(refusal.Line())) {
			old = refusal
		} else {
			other = refusal
		}
	}
	switch {
	case other != nil:
		d.lacks[command] = other
	case old != nil && lacking == len(nodes):
		d.lacks[command] = old
	}
	d.partly[command] = lacking > 0 && lacking < len(nodes)
}

// probers is how many nodes or commands are probed at once.
const probers = 8

// probeNode makes the calls together. What that does not settle is asked alone,
// as with proxies that hang up on commands.
func (d *Deployment) probeNode(ctx context.Context, node string, calls []Call) (map[string]resp.Reply, error) {
	key := d.keyOf(node)
	commands := make([][]string, len(calls))
	for i, c := range calls {
		commands[i] = c.words(key)
	}
	refusals := make([]error, len(calls))
	replies := d.asker(node).tryAll(ctx, commands)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(probers)
	for i, c := range calls {
		if i < len(replies) {
			var sure bool
			if refusals[i], sure = refusalIn(replies[i]); sure {
				continue
			}
		}
		g.Go(func() (err error) {
			refusals[i], err = d.probeOne(ctx, node, c.Name, commands[i])
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	server, lacks := d.serverOf(node), map[string]resp.Reply{}
	for i, c := range calls {
		if refusals[i] == nil {
			refusals[i] = server.before(c)
		}
		if refusals[i] != nil {
			lacks[c.Name] = resp.Reply("-" + strings.Map(printable, refusals[i].Error()) + "\r\n")
		}
	}
	return lacks, nil
}

// refusalIn reads the reply to a call: nil if the command is run. It is not sure
// where the reply is about the moment, or may be.
func refusalIn(r resp.Reply) (refusal error, sure bool) {
	said, isError := r.Err().(resp.Error) //nolint:errorlint // never wrapped
	switch {
	case !isError:
		return nil, true
	case said.Temporary():
		return nil, false
	case isAboutKey(said):
		return nil, true
	}
	return said, said.Definite()
}

// probeOne makes one call. The refusal is nil if the command is run.
func (d *Deployment) probeOne(ctx context.Context, node, name string, words []string) (refusal, err error) {
	a := d.asker(node)
	defer a.close()
	_, err = a.ask(ctx, question{words: words, fine: isAboutKey})
	said := resp.Error("")
	switch {
	case err == nil:
		return nil, nil
	case !isNo(err):
		return nil, fmt.Errorf("probe %s: %w", name, err)
	case errors.As(err, &said):
		return said, nil
	}
	return fmt.Errorf("ERR the %s does not run %s: it hangs up on it", d.opts.Name, name), nil
}

// keyOf is a key that nobody has and the node would own.
func (d *Deployment) keyOf(node string) string {
	if d.topo.owner(probeKey) == node {
		return probeKey
	}
	const enough = 16 * slots // to meet a slot by chance, even if the node has one only
	for i := range enough {
		key := probeKey + ":" + strconv.Itoa(i)
		if d.topo.owner(key) == node {
			return key
		}
	}
	return probeKey
}

// before is a refusal if a server is known to be of a version before the call's.
func (s Server) before(call Call) error {
	major, minor := call.Since[0], call.Since[1]
	if s.Flavor != "redis" || s.Version == "" || s.since(major, minor) {
		return nil
	}
	return resp.Error(fmt.Sprintf("ERR %s came with Redis %d.%d", call.Name, major, minor))
}

// words are those of the call, with the key in its place.
func (c Call) words(key string) []string {
	words := slices.Clone(c.Words)
	for i, w := range words {
		if w == "KEY" {
			words[i] = key
		}
	}
	return words
}

func printable(r rune) rune {
	if r < ' ' {
		return ' '
	}
	return r
}

// isAboutKey reports whether an error is about the probe's key, or about a
// script that the server has yet to be given, rather than about the command: the
// key is not there, and a user may not be allowed to touch it.
func isAboutKey(e resp.Error) bool {
	return slices.ContainsFunc([]string{"no such key", "NOGROUP", "NOSCRIPT", "MOVED", "ASK", "access"},
		func(words string) bool { return strings.Contains(string(e), words) })
}
