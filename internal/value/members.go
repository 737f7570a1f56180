package value

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// members is what hash, set and zset have in common: elements that are found
// by name, in no order.
type members struct {
	name, length, scan string
	width              int // elements that a member takes in a page: its name, and its content
	variant
}

// variant is what sets hash, set and zset apart. Implementations have to be
// comparable, as members is.
type variant interface {
	ask(p *redis.Pipeline, key string, names []string) Answer
	same(source, target []byte) bool
	// random queues the command that gives any members in one list, a page at
	// most, if the server has one.
	random(p *redis.Pipeline, key, count string) (at int, queued bool)
	// hold reads a collection that its server holds in one piece.
	hold(ctx context.Context, p *redis.Pair, s *side) ([]member, error)
}

// member is one element of a page.
type member struct{ name, content []byte }

func (m members) Name() string { return m.name }

func (members) Guessable() bool { return true }

func (m members) Length(p *redis.Pipeline, key string) int { return p.Add(m.length, key) }

// Read asks for a page: all members, if they are not more. Without a command
// that gives them in one list it is a scan's first page; but of a collection of
// which nothing is known only the length, since a scan may give all of it.
func (m members) Read(p *redis.Pipeline, key string, page int) int {
	if at, queued := m.random(p, key, count(page)); queued {
		return at
	}
	if page == FewElements {
		return m.Length(p, key)
	}
	return m.page(p, key, "0", page)
}

func (m members) Ask(p *redis.Pipeline, key string, names []string) Answer {
	return m.ask(p, key, names)
}

func (m members) Same(source, target []byte) bool { return m.same(source, target) }

func (m members) page(p *redis.Pipeline, key, cursor string, page int) int {
	return p.Add(m.scan, key, cursor, "COUNT", count(page))
}

func (m members) Compare(source, target resp.Reply, page, limit int) (Diff, error) {
	if source.IsInt() || target.IsInt() {
		return Diff{State: Unsettled}, nil
	}
	a, wholeA := m.whole(source, page)
	b, wholeB := a, wholeA
	if !bytes.Equal(source, target) {
		b, wholeB = m.whole(target, page)
	}
	if !wholeA || !wholeB {
		return Diff{State: Unsettled}, nil
	}
	if bytes.Equal(a, b) || reordered(a, b, m.width) {
		n, err := a.Len()
		return Diff{State: Same, Len: [2]int64{int64(n / m.width), int64(n / m.width)}}, err
	}
	membersA, errA := m.list(a)
	membersB, errB := m.list(b)
	if err := firstError(errA, errB); err != nil {
		return Diff{}, err
	}
	return m.compare(membersA, membersB, limit), nil
}

// whole returns the list in a reply to Read, and whether it holds all members,
// and any.
func (m members) whole(reply resp.Reply, page int) (list resp.Reply, all bool) {
	limit := page * m.width
	if isPage(reply) {
		list, all = bytes.CutPrefix(reply, []byte(lastPage))
		limit = math.MaxInt // what a server holds in one piece comes whole
	} else {
		list, all = reply, true
	}
	n, err := list.Len()
	return list, all && err == nil && 0 < n && n < limit
}

// lastPage is how a page begins that no other follows: with cursor 0.
const lastPage = "*2\r\n$1\r\n0\r\n"

// isPage reports whether a reply is a scan's: a cursor and a list.
func isPage(reply resp.Reply) bool {
	const pair = "*2\r\n"
	if !bytes.HasPrefix(reply, []byte(pair)) {
		return false
	}
	for cursor := range reply.Elements() {
		return bytes.HasPrefix(reply[len(pair)+len(cursor):], []byte("*"))
	}
	return false
}

// compare merges two whole values in the order of their names.
func (m members) compare(a, b []member, limit int) Diff {
	c := collect(Room{Fields: limit})
	a, b = byName(a), byName(b)
	lens := [2]int64{int64(len(a)), int64(len(b))}
	for len(a) > 0 && len(b) > 0 {
		switch order := bytes.Compare(a[0].name, b[0].name); {
		case order < 0:
			c.lack(string(a[0].name), 1)
			a = a[1:]
		case order > 0:
			c.lack(string(b[0].name), 0)
			b = b[1:]
		default:
			if !m.same(a[0].content, b[0].content) {
				c.add(string(a[0].name), Value)
			}
			a, b = a[1:], b[1:]
		}
	}
	for _, e := range a {
		c.lack(string(e.name), 1)
	}
	for _, e := range b {
		c.lack(string(e.name), 0)
	}
	return c.result(lens)
}

// byName sorts members and drops those that a scan returned twice.
func byName(list []member) []member {
	slices.SortFunc(list, func(x, y member) int { return bytes.Compare(x.name, y.name) })
	return slices.CompactFunc(list, func(x, y member) bool { return bytes.Equal(x.name, y.name) })
}

// parse reads a page of a scan.
func (m members) parse(page resp.Reply) (cursor string, out []member, err error) {
	parts, err := page.Array()
	if err != nil {
		return "", nil, err
	}
	if len(parts) != 2 {
		return "", nil, fmt.Errorf("unexpected reply to %s: %.40q", m.scan, []byte(page))
	}
	at, errAt := parts[0].Text()
	out, err = m.list(parts[1])
	return string(at), out, firstError(errAt, err)
}

// list reads members that follow each other.
func (m members) list(r resp.Reply) ([]member, error) {
	texts, err := r.Texts()
	if err != nil {
		return nil, err
	}
	if len(texts)%m.width != 0 {
		return nil, fmt.Errorf("unexpected reply about a %s: %d elements", m.name, len(texts))
	}
	out := make([]member, 0, len(texts)/m.width)
	for ; len(texts) > 0; texts = texts[m.width:] {
		out = append(out, member{texts[0], texts[m.width-1]})
	}
	return out, nil
}

// eachOr queues the command that takes many names where the server has it,
// else one command for each name.
func eachOr(p *redis.Pipeline, many, one, key string, names []string, content func(resp.Reply) ([]byte, error)) Answer {
	var at []int
	if p.Has(many) {
		at = append(at, p.Add(many, key, names...))
	} else {
		for _, name := range names {
			at = append(at, p.Add(one, key, name))
		}
	}
	return func() ([][]byte, error) {
		replies, err := replies(p, at, p.Has(many))
		if err != nil {
			return nil, err
		}
		out := make([][]byte, len(replies))
		for i, r := range replies {
			if out[i], err = content(r); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}

func replies(p *redis.Pipeline, at []int, inOne bool) ([]resp.Reply, error) {
	if inOne {
		return p.Reply(at[0]).Array()
	}
	out := make([]resp.Reply, len(at))
	for i, n := range at {
		out[i] = p.Reply(n)
	}
	return out, nil
}
