package value

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

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
	lookUp(p *redis.Pipeline, key string, names []string) Answer
	same(source, target []byte) bool
	// queueRandom queues the command that gives any members in one list, so many
	// at most, if the server has one.
	queueRandom(p *redis.Pipeline, key, most string) (at int, queued bool)
	// hold reads a collection that its server holds in one piece.
	hold(ctx context.Context, x exchanger, c *collection) ([]Element, error)
}

func (m members) Name() string { return m.name }

func (members) Guessable() bool { return true }

func (m members) Length(p *redis.Pipeline, key string) int { return p.Add(m.length, key) }

// Read asks for a page: all members, if they are not more. Without a command
// that gives them in one list it is a scan's first page; but of a collection of
// which nothing is known only the length, since a scan may give all of it.
func (m members) Read(p *redis.Pipeline, key string, page int) int {
	if at, queued := m.queueRandom(p, key, decimal(page)); queued {
		return at
	}
	if page == FewElements {
		return m.Length(p, key)
	}
	return m.queueScan(p, key, "0", page)
}

func (m members) Ask(p *redis.Pipeline, key string, names []string) Answer {
	return m.lookUp(p, key, names)
}

func (m members) Same(source, target []byte) bool { return m.same(source, target) }

func (m members) queueScan(p *redis.Pipeline, key, cursor string, page int) int {
	return p.Add(m.scan, key, cursor, "COUNT", decimal(page))
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
	if bytes.Equal(a, b) || equalUnordered(a, b, m.width) {
		n, err := a.Len()
		return Diff{State: Same, Len: [2]int64{int64(n / m.width), int64(n / m.width)}}, err
	}
	listA, errA := m.elements(a)
	listB, errB := m.elements(b)
	if err := firstError(errA, errB); err != nil {
		return Diff{}, err
	}
	return m.compare(listA, listB, limit), nil
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

// compare compares two whole values.
func (m members) compare(a, b []Element, limit int) Diff {
	c := collect(Room{Fields: limit})
	a, b = sorted(a), sorted(b)
	merger{byName, func(x, y Element) bool { return m.same(x.Content, y.Content) }, c.note}.compare(a, b)
	return c.result([2]int64{int64(len(a)), int64(len(b))})
}

func byName(x, y Element) int { return strings.Compare(x.Name, y.Name) }

// sorted sorts elements by name and drops those that a scan returned twice.
func sorted(list []Element) []Element {
	slices.SortFunc(list, byName)
	return slices.CompactFunc(list, func(x, y Element) bool { return x.Name == y.Name })
}

// splitPage reads a page of a scan: the cursor of the next one, and a list.
func (m members) splitPage(reply resp.Reply) (cursor string, list resp.Reply, err error) {
	parts, err := reply.Array()
	if err != nil {
		return "", nil, err
	}
	if len(parts) != 2 {
		return "", nil, fmt.Errorf("unexpected reply to %s: %.40q", m.scan, []byte(reply))
	}
	text, err := parts[0].Text()
	return string(text), parts[1], err
}

// elements reads members that follow each other. Contents point into the reply;
// the names are copied, all at once.
func (m members) elements(list resp.Reply) ([]Element, error) {
	texts, err := list.Texts()
	if err != nil {
		return nil, err
	}
	if len(texts)%m.width != 0 {
		return nil, fmt.Errorf("unexpected reply about a %s: %d elements", m.name, len(texts))
	}
	names := make([]byte, 0, len(list))
	for i := 0; i < len(texts); i += m.width {
		names = append(names, texts[i]...)
	}
	all := string(names)
	out := make([]Element, 0, len(texts)/m.width)
	for ; len(texts) > 0; texts = texts[m.width:] {
		n, content := len(texts[0]), texts[m.width-1]
		if m.width == 1 {
			content = content[:0]
		}
		out = append(out, Element{Name: all[:n], Content: content})
		all = all[n:]
	}
	return out, nil
}

// manyOrEach looks names up by one command for all where the server has it, else
// by one for each.
type manyOrEach struct {
	many, one string
	content   func(resp.Reply) ([]byte, error)
}

func (l manyOrEach) lookUp(p *redis.Pipeline, key string, names []string) Answer {
	if p.Has(l.many) {
		at := p.Add(l.many, key, names...)
		return func() ([][]byte, error) {
			replies, err := p.Reply(at).Array()
			if err != nil {
				return nil, err
			}
			return l.contents(replies)
		}
	}
	at := make([]int, len(names))
	for i, name := range names {
		at[i] = p.Add(l.one, key, name)
	}
	return func() ([][]byte, error) {
		replies := make([]resp.Reply, len(at))
		for i, n := range at {
			replies[i] = p.Reply(n)
		}
		return l.contents(replies)
	}
}

func (l manyOrEach) contents(replies []resp.Reply) (out [][]byte, err error) {
	out = make([][]byte, len(replies))
	for i, r := range replies {
		if out[i], err = l.content(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}
