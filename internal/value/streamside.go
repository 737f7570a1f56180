package value

import (
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// streamSide is a stream on one side, read with the commands of Redis 5.0.
type streamSide struct {
	pipeline *redis.Pipeline
	key      string
	head     streamHead
	at       int // of the reply that is waited for
}

// entries reads the entries.
func (s *streamSide) entries() *idReader {
	return &idReader{pipeline: s.pipeline, size: FewElements, parse: entriesOf, ask: func(from, most string) int {
		return s.pipeline.Add("XRANGE", s.key, from, "+", "COUNT", most)
	}}
}

// pending reads what is pending in a group.
func (s *streamSide) pending(group string) *idReader {
	parse := func(r resp.Reply) ([]Element, error) { return pendingOf(r, group) }
	return &idReader{pipeline: s.pipeline, size: FewElements, parse: parse, ask: func(from, most string) int {
		return s.pipeline.Add("XPENDING", s.key, group, from, "+", most)
	}}
}

// consumers reads the consumers of a group. Servers list all of them or none.
func (s *streamSide) consumers(group string) reader {
	return &consumerReader{streamSide: s, group: group}
}

// idReader reads something with stream IDs.
type idReader struct {
	pipeline *redis.Pipeline
	ask      func(from, most string) (at int) // from is included
	parse    func(resp.Reply) ([]Element, error)
	from     id // where the next page begins
	size     pageSize
	at       int
}

func (r *idReader) queue() { r.at = r.ask(r.from.String(), r.size.arg()) }

func (r *idReader) take() (page, error) {
	reply := r.pipeline.Reply(r.at)
	n, err := reply.Len()
	if err != nil {
		return page{}, err
	}
	last := n < int(r.size)
	if n > 0 {
		at, err := lastIDOf(reply)
		if err != nil {
			return page{}, err
		}
		r.from = at.next()
		last = last || r.from == at
	}
	r.size = r.size.next(len(reply))
	return page{raw: reply, count: n, last: last, parse: func() ([]Element, error) { return r.parse(reply) }}, nil
}

// lastIDOf is the ID of a list's last element.
func lastIDOf(reply resp.Reply) (id, error) {
	var last resp.Reply
	for last = range reply.Elements() {
	}
	for first := range last.Elements() {
		text, err := first.Text()
		if err != nil {
			return id{}, err
		}
		return parseID(string(text))
	}
	return id{}, fmt.Errorf("unexpected reply %.40q", []byte(reply))
}

// consumerReader reads the consumers of a group by XINFO CONSUMERS.
type consumerReader struct {
	*streamSide
	group string
}

func (r *consumerReader) queue() { r.at = r.pipeline.Add("XINFO CONSUMERS", r.key, r.group) }

func (r *consumerReader) take() (page, error) {
	list, err := parseConsumers(r.pipeline.Reply(r.at), r.group)
	return pageOf(list, true), err
}

// listable is an error if a group has too many consumers to be listed.
func (s *streamSide) listable(group string) error {
	for _, g := range s.head.groups {
		if g.head.Name == group && g.members > maxGroups {
			return fmt.Errorf("its group %.60q has %d consumers, which the server can only list as a whole; "+
				"that would block it for too long", group, g.members)
		}
	}
	return nil
}
