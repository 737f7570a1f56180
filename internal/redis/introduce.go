package redis

import (
	"context"
	"errors"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// clientName is what CLIENT LIST calls us.
const clientName = "redis-full-check"

// introduction are the commands that tell a node who we are, and that our reads
// should not count as use of the keys. NO-TOUCH (Redis 7.2, Valkey) keeps LRU and
// LFU as they are. NO-EVICT is left out: a server that has no memory for its
// clients shall rather drop us than anybody else.
//
// Some proxies hang up on CLIENT. So it is said only to servers that were proved to
// be the ones that hold the keys, by their answer to CLIENT INFO (see isDirect).
func (d *Deployment) introduction(node string) (commands [][]string) {
	s := d.serverOf(node)
	if direct := d.direct.Load(); direct == nil || !(*direct)[node] || d.silentOn.Load() || !s.since(6, 2) {
		return nil
	}
	if !slices.Contains([]string{"redis", "valkey", "redict"}, s.Flavor) {
		return nil
	}
	commands = [][]string{{"CLIENT", "SETNAME", clientName}}
	if s.since(7, 2) {
		commands = append(commands, []string{"CLIENT", "NO-TOUCH", "ON"})
	}
	return commands
}

// introduce tells a new connection's server who we are. It may refuse to listen.
// If it hangs up, no server of the deployment is told any more.
func (l *link) introduce(ctx context.Context) error {
	var out []byte
	var takes []int
	for _, words := range l.dep.introduction(l.node) {
		out, takes = resp.AppendCommand(out, words...), append(takes, resp.ShortReply)
	}
	if len(out) == 0 {
		return nil
	}
	err := l.conn.Exchange(ctx, out, takes)
	if err != nil && !errors.Is(err, context.Canceled) {
		l.dep.silentOn.Store(true)
	}
	return err
}

// learnDirect notes which nodes are the processes that hold the keys.
func (d *Deployment) learnDirect(k Keyspace) {
	direct := map[string]bool{}
	for _, n := range k.Nodes {
		direct[n.Node] = n.Direct
	}
	d.direct.Store(&direct)
}
