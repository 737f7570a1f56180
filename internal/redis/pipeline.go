package redis

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Pipeline queues commands, sends them to the servers that own their keys and
// holds the raw replies. It keeps its own connections and serves one goroutine
// at a time. Commands have to be reads: after a broken connection they are
// sent again.
type Pipeline struct {
	dep   *Deployment
	share *resp.Share // of what may be held; nil: each reply is bounded alone
	db    int
	links map[string]*link
	last  *link // most commands go where the one before went
	cmds  []command
	done  bool // the replies are there; the next Add begins anew

	governor Governor
}

// command is where a command was sent and where its reply is.
type command struct {
	link       *link
	key        string     // by which it found its link
	keyed      bool       // false: it was for that node and no other
	many       bool       // it is about several keys
	typed      bool       // it is TYPE, which tells that a key is missing
	atMaster   bool       // it was sent on from a replica that lacks the key
	index      int        // of its reply in the link's exchange
	start, end int        // of its bytes in link.out
	kept       resp.Reply // its reply, once the link went on to other exchanges
	origin     Origin     // of that reply
}

// Use names the database that the commands are for. It must not change between
// Add and Exec.
func (p *Pipeline) Use(db int) { p.db = db }

// Add queues a command about one key: `name key args...`, where name may have
// two words ("XINFO STREAM"). It returns the index for Reply.
func (p *Pipeline) Add(name, key string, args ...string) int {
	if refusal := p.dep.lacks[name]; refusal != nil {
		return p.refuse(refusal)
	}
	l := p.begin(p.dep.topo.owner(key), name, 1+len(args))
	l.out = resp.AppendArg(l.out, key)
	l.keys++
	c := &p.cmds[len(p.cmds)-1]
	c.key, c.keyed, c.typed = key, true, name == "TYPE"
	for _, a := range args {
		l.out = resp.AppendArg(l.out, a)
	}
	return p.end(l, resp.ReplyLimit(name, args))
}

// refuse answers a command in the place of a server that is known to refuse it,
// or to hang up on it.
func (p *Pipeline) refuse(refusal resp.Reply) int {
	if p.done {
		p.reset()
	}
	p.cmds = append(p.cmds, command{kept: refusal})
	return len(p.cmds) - 1
}

// Slot tells which keys a command may be about together: those with the same
// number.
func (p *Pipeline) Slot(key string) int { return p.dep.topo.slot(key) }

// AddKeys queues one command about n keys, which one node must own. While their
// slot is being moved nobody may have all of them, for as long as that takes:
// the reply is an error then, TRYAGAIN.
func (p *Pipeline) AddKeys(name string, n int, key func(i int) string) int {
	if refusal := p.dep.lacks[name]; refusal != nil {
		return p.refuse(refusal)
	}
	l := p.begin(p.dep.topo.owner(key(0)), name, n)
	c := &p.cmds[len(p.cmds)-1]
	c.key, c.keyed, c.many = key(0), true, n > 1
	l.keys += n
	for i := range n {
		l.out = resp.AppendArg(l.out, key(i))
	}
	return p.end(l, resp.ReplyLimit(name, nil))
}

// AddScript queues a script about several keys, which one node must own. name is
// EVAL or one of its like, script its text or its SHA-1.
func (p *Pipeline) AddScript(name, script string, keys, args []string) int {
	if refusal := p.dep.lacks[name]; refusal != nil {
		return p.refuse(refusal)
	}
	l := p.begin(p.dep.topo.owner(keys[0]), name, 2+len(keys)+len(args))
	p.cmds[len(p.cmds)-1].key, p.cmds[len(p.cmds)-1].keyed = keys[0], true
	l.keys += len(keys)
	for _, a := range slices.Concat([]string{script, strconv.Itoa(len(keys))}, keys, args) {
		l.out = resp.AppendArg(l.out, a)
	}
	return p.end(l, resp.ShortReply+len(keys)*resp.ElementCost)
}

// AddTo queues a command that is about a node rather than a key.
func (p *Pipeline) AddTo(node, name string, args ...string) int {
	if refusal := p.dep.lacks[name]; refusal != nil {
		return p.refuse(refusal)
	}
	l := p.begin(node, name, len(args))
	for _, a := range args {
		l.out = resp.AppendArg(l.out, a)
	}
	return p.end(l, resp.ReplyLimit(name, args))
}

// begin encodes a command's head and name.
func (p *Pipeline) begin(node, name string, args int) *link {
	if p.done {
		p.reset()
	}
	l := p.link(node)
	p.cmds = append(p.cmds, command{link: l, index: len(l.takes), start: len(l.out)})
	first, second, two := strings.Cut(name, " ")
	if two {
		args++
	}
	l.out = resp.AppendHead(l.out, '*', 1+args)
	l.out = resp.AppendArg(l.out, first)
	if two {
		l.out = resp.AppendArg(l.out, second)
	}
	return l
}

// end notes how large the reply may be.
func (p *Pipeline) end(l *link, limit int) int {
	l.takes = append(l.takes, limit)
	i := len(p.cmds) - 1
	p.cmds[i].end = len(l.out)
	return i
}

func (p *Pipeline) link(node string) *link {
	if p.last != nil && p.last.node == node {
		return p.last
	}
	l := p.links[node]
	if l == nil {
		l = &link{dep: p.dep, node: node, governor: p.governor, share: p.share}
		p.links[node] = l
	}
	p.last = l
	return l
}

func (p *Pipeline) reset() {
	p.done = false
	p.cmds = p.cmds[:0]
	for _, l := range p.links {
		l.out, l.takes, l.keys, l.admitted = l.out[:0], l.takes[:0], 0, false
	}
}

// Len is the number of queued commands.
func (p *Pipeline) Len() int {
	if p.done {
		return 0
	}
	return len(p.cmds)
}

// Exec sends what is queued and waits for all replies. Broken connections are
// replaced and the commands sent again, as are commands that a server will
// answer only later (LOADING and the like). An error means that a server gave
// no answer for Options.RetryFor, let nobody in, or that ctx is done; a server's
// error about one command is that command's reply instead.
func (p *Pipeline) Exec(ctx context.Context) error {
	if p.done {
		return nil // nothing was added since, and the replies stay
	}
	if err := p.admit(ctx); err != nil {
		return err
	}
	p.done = true
	if err := p.send(ctx); err != nil {
		return err
	}
	return p.resend(ctx)
}

// send runs each link's exchange, those of different nodes side by side.
func (p *Pipeline) send(ctx context.Context) error {
	if p.sendAhead() {
		return p.receive(ctx)
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, l := range p.links {
		if len(l.takes) > 0 {
			g.Go(func() error { return l.exec(ctx, p.db) })
		}
	}
	return g.Wait()
}

// sendAhead sends what is queued before Exec waits for the replies, if that
// cannot take long. It reports whether nothing is left to send.
func (p *Pipeline) sendAhead() bool {
	all := true
	for _, l := range p.links {
		all = l.sendAhead(p.db) && all
	}
	return all
}

// receive waits for the replies to what was sent ahead. After an error nobody
// waits for the others.
func (p *Pipeline) receive(ctx context.Context) (err error) {
	for _, l := range p.links {
		if err == nil {
			err = l.exec(ctx, p.db)
		} else {
			l.close()
		}
	}
	return err
}

// abandon gives up the replies to what was sent ahead.
func (p *Pipeline) abandon() {
	p.done = true
	for _, l := range p.links {
		l.close()
	}
}

// Has reports whether the deployment has an optional command.
func (p *Pipeline) Has(command string) bool { return p.dep.Has(command) }

// Allows reports whether Probe found that the deployment runs a command.
func (p *Pipeline) Allows(command string) bool { return p.dep.extra[command] && p.Has(command) }

// FieldsExpire reports whether fields of hashes may expire in the database, by
// the facts that Deployment.Keyspace read last.
func (p *Pipeline) FieldsExpire() bool { return p.dep.volatile.Load().fields(p.db) }

// Known reports whether the servers are known to be of Redis' own code, so that
// a command costs and means what it does there.
func (p *Pipeline) Known() bool { return p.dep.server.Divisible() }

// Reply returns the raw reply to the i-th command. It is valid until the next
// Exec of newly added commands.
func (p *Pipeline) Reply(i int) resp.Reply {
	c := &p.cmds[i]
	if c.kept != nil {
		return c.kept
	}
	return c.link.reply(c.index)
}

// Origin is which connection to which node a reply came over.
type Origin struct {
	node  string
	dials int
}

// Origin tells where the i-th reply came from. Cursors of HSCAN and its like are
// good only for the server that gave them: where two pages have other origins,
// the key may be on another server by now, or the server may have been restarted,
// and elements would be left out. It is valid as long as the reply.
func (p *Pipeline) Origin(i int) Origin {
	c := &p.cmds[i]
	if c.kept != nil {
		return c.origin
	}
	return Origin{c.link.node, c.link.dials}
}

// rest frees what large replies took. No reply is valid any more.
func (p *Pipeline) rest() {
	p.reset()
	for _, l := range p.links {
		l.rest()
	}
}

// Close closes the pipeline's connections.
func (p *Pipeline) Close() {
	for _, l := range p.links {
		l.close()
	}
}
