package plan

import (
	"context"
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// right is a command that a user of the check may have to run.
type right struct {
	command  string // as redis.Deployment.Has calls it, "GET" and "MEMORY USAGE"
	call     string // words of a call that costs nothing; "": it was made when connecting
	whole    bool   // the rule allows the command with all of its subcommands
	optional bool   // without it a check is slower, or leaves something out that it names, but is not incomplete
}

// rule allows the command.
func (r right) rule(s redis.Server) string {
	command, sub, found := strings.Cut(strings.ToLower(r.command), " ")
	if !found || r.whole || !s.NamesSubcommands() {
		return "+" + command
	}
	sub, _, _ = strings.Cut(sub, " ")
	return "+" + command + "|" + sub
}

const noTouch = "CLIENT NO-TOUCH"

// needed lists the rights that a check with the options needs.
func (m Maker) needed(d *redis.Deployment) []right {
	o := m.Options
	all := []right{{command: "INFO", call: "INFO server", optional: true},
		{command: "SELECT", call: "SELECT 0"}, {command: "SCAN", call: "SCAN 0 COUNT 1"},
		{command: "PING", call: "PING", optional: true}, {command: "FUNCTION LIST", optional: true},
		{command: "TYPE", optional: o.Mode == compare.Exists}, {command: "EXISTS", optional: o.Mode != compare.Exists},
		{command: "PTTL", optional: !m.comparesExpiry() || d.Has("PEXPIRETIME")},
		{command: "PEXPIRETIME", optional: !m.comparesExpiry() || d.Has("PTTL")}}
	if d.Server().NamesSubcommands() { // CLIENT with all its subcommands is no right for a reader
		all = append(all, right{command: "CLIENT INFO", call: "CLIENT INFO", optional: true},
			right{command: "CLIENT SETNAME", call: "CLIENT SETNAME redis-full-check", optional: true},
			right{command: noTouch, call: "CLIENT NO-TOUCH ON", optional: true})
	}
	all = append(all, lengths()...)
	if m.comparesValues() {
		all = append(all, values(d)...)
	}
	if o.ACL {
		all = append(all, right{command: "ACL LIST", optional: true})
	}
	if o.Digest {
		all = append(all, digests(d)...)
	}
	return append(all, topology(d)...)
}

// lengths are for the lengths of values. HSCAN tells whether a hash has other
// fields than those that have expired.
func lengths() []right {
	return []right{{command: "STRLEN"}, {command: "HLEN"}, {command: "LLEN"}, {command: "SCARD"}, {command: "ZCARD"},
		{command: "XLEN"}, {command: "VCARD"}, {command: "HSCAN"}}
}

// values are for reading values.
func values(d *redis.Deployment) []right {
	all := []right{{command: "MGET", optional: true}, {command: "GETRANGE"}, {command: "DUMP"},
		{command: "HRANDFIELD", optional: true}, {command: "HMGET"}, {command: "HPEXPIRETIME"},
		{command: "LRANGE"}, {command: "SRANDMEMBER", optional: true}, {command: "SSCAN"}, {command: "SMISMEMBER"},
		{command: "ZSCAN"}, {command: "ZRANGE", optional: true}, {command: "ZMSCORE"},
		{command: "XRANGE"}, {command: "XPENDING"}, {command: "XINFO STREAM", whole: true},
		{command: "VINFO"}, {command: "VEMB"}, {command: "VGETATTR"}, {command: "VRANDMEMBER"}, {command: "VRANGE"},
		{command: "OBJECT ENCODING", optional: true}, {command: "MEMORY USAGE", optional: true}}
	if unknown(d, "SMISMEMBER") {
		all = append(all, right{command: "SISMEMBER"}, right{command: "ZSCORE"})
	}
	return all
}

// digests are for --digest, by scripts.
func digests(d *redis.Deployment) []right {
	scripts := []right{{command: "EVAL", call: "EVAL return(1) 0"}, {command: "EVALSHA", call: "EVALSHA 0 0"}}
	if d.Server().NamesSubcommands() { // Redis 7.0 brought these, too
		scripts = []right{{command: "EVAL_RO", call: "EVAL_RO return(1) 0"}, {command: "EVALSHA_RO", call: "EVALSHA_RO 0 0"}}
	}
	return append(scripts, right{command: "GET", call: "GET KEY"}, right{command: "HGETALL", call: "HGETALL KEY"},
		right{command: "SMEMBERS", call: "SMEMBERS KEY"})
}

// topology are for finding out who holds which keys.
func topology(d *redis.Deployment) []right {
	switch d.Kind() {
	case redis.Cluster:
		return []right{{command: "CLUSTER SLOTS", call: "CLUSTER SLOTS"}, {command: "CLUSTER NODES", call: "CLUSTER NODES"},
			{command: "CLUSTER COUNTKEYSINSLOT", call: "CLUSTER COUNTKEYSINSLOT 0", optional: true},
			{command: "READONLY", call: "READONLY"}, {command: "ASKING", call: "ASKING"}}
	case redis.Sentinel:
		return []right{{command: "ROLE", call: "ROLE", optional: true}}
	}
	return nil
}

// rights finds out what the user may do, and tells what is missing.
func (m Maker) rights(ctx context.Context, i int, side *Side) ([]Finding, error) {
	d := m.sides()[i]
	if k := d.Kind(); k == redis.AliyunProxy || k == redis.TencentProxy {
		return nil, nil
	}
	needed := m.needed(d)
	if err := d.Probe(ctx, calls(needed)); err != nil {
		return nil, err
	}
	if err := d.ProbeState(ctx, m.Options.ACL); err != nil {
		return nil, err
	}
	if d.Denied(noTouch) {
		for n := range side.Nodes {
			side.Nodes[n].NoTouch = false
		}
	}
	blocks := false
	for _, r := range needed {
		switch {
		case d.Denied(r.command):
			side.Missing = append(side.Missing, r.rule(d.Server()))
			blocks = blocks || !r.optional
		case !d.Has(r.command):
			continue // there is nothing to allow
		}
		side.Rights = append(side.Rights, r.rule(d.Server()))
	}
	var out []Finding
	if side.Missing = unique(side.Missing); len(side.Missing) > 0 {
		out = append(out, Finding{Code: MissingRights, Blocks: blocks, Side: sideName(i), Detail: strings.Join(side.Missing, " ")})
	}
	denied, err := m.keysDenied(ctx, d)
	if err != nil {
		return nil, err
	}
	side.Rights = append([]string{allKeys}, unique(side.Rights)...)
	if denied {
		side.Missing = append([]string{side.Rights[0]}, side.Missing...)
		out = append(out, Finding{Code: MissingKeys, Blocks: m.Options.Filter == nil, Side: sideName(i)})
	}
	if len(side.Missing) > 0 {
		side.ACL = "ACL SETUSER " + user(side.User) + " " + strings.Join(side.Rights, " ")
	}
	return out, nil
}

// unique sorts rules and leaves out those that are there already.
func unique(rules []string) []string {
	slices.Sort(rules)
	return slices.Compact(rules)
}

func user(name string) string {
	if name == "" {
		return "default"
	}
	return name
}

// allKeys allows all keys. %R~* (Redis 7.0) would allow to read them alone, but not
// the key with the empty name; the commands that are allowed write nothing anyway.
const allKeys = "~*"

// calls are those that were not made when connecting.
func calls(rights []right) (out []redis.Call) {
	for _, r := range rights {
		if r.call != "" {
			out = append(out, redis.Call{Name: r.command, Words: strings.Fields(r.call)})
		}
	}
	return out
}

// keysDenied reports whether the user may not read all keys, by one that nobody
// has.
func (m Maker) keysDenied(ctx context.Context, d *redis.Deployment) (bool, error) {
	p := d.Pipeline()
	defer p.Close()
	p.Add("TYPE", "redis-full-check:no-such-key")
	if err := p.Exec(ctx); err != nil {
		return false, err
	}
	said, ok := p.Reply(0).Err().(resp.Error) //nolint:errorlint // never wrapped
	return ok && said.Code("NOPERM") && !d.Denied("TYPE"), nil
}
