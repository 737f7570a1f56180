package value

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Stream is the type of streams: entries, the last ID, consumer groups, their
// consumers, the entries that are pending in them, and newer versions' marks.
// How far a group has read in entries, its lag and its consumers' idle times are
// not compared: they move, and replicas have others.
//
// The fields of a conflict are entry IDs, "last-generated-id" and the other
// marks, "group NAME", "group NAME consumer NAME" and "group NAME pending ID".
func Stream() Type { return stream{} }

type stream struct{}

const lastID = "last-generated-id"

func groupField(name string) string { return "group " + name }
func consumerField(group, name string) string {
	return groupField(group) + " consumer " + name
}
func pendingField(name, id string) string { return groupField(name) + " pending " + id }

func (stream) Name() string { return "stream" }

func (stream) Guessable() bool { return true }

func (stream) Length(p *redis.Pipeline, key string) int { return p.Add("XLEN", key) }

// Read asks for everything in one reply: entries, groups and pending entries,
// a page of each at most. That costs a page for each group and each consumer,
// so it is asked only where streams like it are known to be small; else for the
// length, and the stream is walked, as before Redis 6.0.
func (s stream) Read(p *redis.Pipeline, key string, page int) int {
	if page <= FewElements || !p.Has(fullInfo) {
		return s.Length(p, key)
	}
	return p.Add("XINFO STREAM", key, "FULL", "COUNT", count(page))
}

// fullInfo is a command of Redis 6.0.
const fullInfo = "XINFO STREAM FULL"

// Walkable reports whether a value can be walked though reading it at once was
// answered by an error: some proxies send XINFO to any server, and a cluster's
// nodes may be of several versions.
func Walkable(t Type, err error) bool {
	var words resp.Error
	return t == Stream() && errors.As(err, &words) && !words.Code("WRONGTYPE")
}

// Compare compares two replies of XINFO STREAM FULL. Some servers take the
// command and leave the entries out.
func (stream) Compare(source, target resp.Reply, _, limit int) (Diff, error) {
	if source.IsInt() || target.IsInt() {
		return Diff{State: Unsettled}, nil
	}
	if bytes.Equal(source, target) {
		if s := wholeStream(source); s.whole {
			return Diff{State: Same, Len: [2]int64{s.length, s.length}, LeftOut: [2]LeftOut{s.leftOut, s.leftOut}}, nil
		}
	}
	a, errA := parseStream(source)
	b, errB := parseStream(target)
	if err := firstError(errA, errB); err != nil {
		return Diff{}, err
	}
	if !a.whole || !b.whole {
		return Diff{State: Unsettled}, nil
	}
	c := collect(Room{Fields: limit})
	c.diff.LeftOut = [2]LeftOut{a.leftOut, b.leftOut}
	compareItems(a.entries, b.entries, &c, func(id string) string { return id })
	if a.last != b.last {
		c.add(lastID, Value)
	}
	compareMarks(a.marks, b.marks, &c)
	compareGroups(a.groups, b.groups, &c)
	if tellsConsumers(a.marks, b.marks) {
		eachOfBoth(a.groups, b.groups, func(g, other group) { compareConsumers(g.name, g.consumers, other.consumers, &c) })
	}
	return c.result([2]int64{int64(len(a.entries)), int64(len(b.entries))}), nil
}

// contents is what XINFO STREAM FULL says of a stream.
type contents struct {
	last    string
	entries []item
	groups  []group
	marks   map[string]string
	leftOut LeftOut
	whole   bool // nothing was cut off at a page's end
}

// group is a consumer group.
type group struct {
	name, last string // last-delivered-id
	pending    []item // consumer and delivery count
	consumers  []consumer
	// How many are pending and how many consumers there are, where they are not
	// listed.
	waiting, members int64
}

// item is something with a stream ID: an entry, or an entry pending in a group.
type item struct {
	id   id
	body string
}

// id is a stream entry's ID: milliseconds and sequence number.
type id struct{ ms, seq uint64 }

func parseID(text string) (id, error) {
	left, right, _ := strings.Cut(text, "-")
	ms, errMS := strconv.ParseUint(left, 10, 64)
	seq, errSeq := strconv.ParseUint(right, 10, 64)
	if errMS != nil || errSeq != nil {
		return id{}, fmt.Errorf("unexpected stream ID %.60q", text)
	}
	return id{ms, seq}, nil
}

func (i id) String() string {
	return strconv.FormatUint(i.ms, 10) + "-" + strconv.FormatUint(i.seq, 10)
}

// next is the smallest ID after i. There is none after the largest, for which
// it returns that one again.
func (i id) next() id {
	switch {
	case i.seq < 1<<64-1:
		return id{i.ms, i.seq + 1}
	case i.ms < 1<<64-1:
		return id{i.ms + 1, 0}
	}
	return i
}

// compare orders IDs.
func (i id) compare(j id) int {
	switch {
	case i == j:
		return 0
	case i.ms < j.ms || i.ms == j.ms && i.seq < j.seq:
		return -1
	}
	return 1
}

// compareItems merges two lists in the order of their IDs; field names an
// item's field.
func compareItems(a, b []item, c *collector, field func(id string) string) {
	for len(a) > 0 || len(b) > 0 {
		switch order := compareHeads(a, b); {
		case order < 0:
			c.lack(field(a[0].id.String()), 1)
			a = a[1:]
		case order > 0:
			c.lack(field(b[0].id.String()), 0)
			b = b[1:]
		default:
			if a[0].body != b[0].body {
				c.add(field(a[0].id.String()), Value)
			}
			a, b = a[1:], b[1:]
		}
	}
}

func compareHeads(a, b []item) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	}
	return a[0].id.compare(b[0].id)
}

// compareGroups compares the groups of two streams, with what is pending.
func compareGroups(a, b []group, c *collector) {
	there := make(map[string]group, len(b))
	for _, g := range b {
		there[g.name] = g
	}
	for _, g := range a {
		other, ok := there[g.name]
		delete(there, g.name)
		switch {
		case !ok:
			c.lack(groupField(g.name), 1)
			continue
		case g.last != other.last:
			c.add(groupField(g.name), Value)
		}
		compareItems(g.pending, other.pending, c, func(id string) string { return pendingField(g.name, id) })
	}
	for _, g := range b {
		if _, left := there[g.name]; left {
			c.lack(groupField(g.name), 0)
		}
	}
}

// eachOfBoth calls f for each group of both sides.
func eachOfBoth(a, b []group, f func(source, target group)) {
	for _, g := range a {
		if i := slices.IndexFunc(b, func(o group) bool { return o.name == g.name }); i >= 0 {
			f(g, b[i])
		}
	}
}

// entryItem makes an item of an entry: its fields and values as they came.
func entryItem(r resp.Reply) (item, error) {
	parts, err := r.Array()
	if err != nil || len(parts) != 2 {
		return item{}, firstError(err, fmt.Errorf("unexpected stream entry %.40q", []byte(r)))
	}
	text, err := parts[0].Text()
	if err != nil {
		return item{}, err
	}
	at, err := parseID(string(text))
	return item{at, string(bytes.Clone(parts[1]))}, err
}
