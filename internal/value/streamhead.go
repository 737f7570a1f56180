package value

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// streamHead is what a side says of a stream besides entries and what is
// pending.
type streamHead struct {
	contents // without entries
	length   int64
	size     int // bytes of the reply, which holds the first entry and the last
	count    int64
	untold   error // the server's words, if it does not tell all of this
}

// maxGroups is how many groups, or consumers of one, are asked for: servers
// list them all or not at all, and take some 5 ms for so many.
const maxGroups = 1 << 14

// readHeads asks for the heads of some streams.
func readHeads(ctx context.Context, x exchanger, sides ...*streamSide) error {
	for _, s := range sides {
		s.at = s.pipeline.Add("XINFO STREAM", s.key)
	}
	if err := x.Exec(ctx); err != nil {
		return err
	}
	grouped := false
	for _, s := range sides {
		if err := s.head.parse(s.pipeline.Reply(s.at)); err != nil {
			return err
		}
		grouped = grouped || s.head.untold != nil || s.head.count > 0
	}
	for _, s := range sides {
		if s.head.count > maxGroups {
			return fmt.Errorf("it has %d groups, which the server can only list as a whole; that would block it for too long", s.head.count)
		}
	}
	if !grouped {
		return nil
	}
	return readGroups(ctx, x, sides)
}

func readGroups(ctx context.Context, x exchanger, sides []*streamSide) error {
	for _, s := range sides {
		s.at = s.pipeline.Add("XINFO GROUPS", s.key)
	}
	if err := x.Exec(ctx); err != nil {
		return err
	}
	for _, s := range sides {
		var err error
		if s.head.groups, err = parseGroupHeads(s.pipeline.Reply(s.at)); isRefusal(err) {
			s.head.untold, err = err, nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *streamHead) parse(r resp.Reply) error {
	if err := r.Err(); isRefusal(err) {
		h.untold = err
		return nil
	}
	f, err := attributes(r)
	if err != nil {
		return err
	}
	last, errLast := f[lastID].Text()
	length, errLength := f["length"].Int()
	count, errCount := int64(1), error(nil) // some servers do not tell; then XINFO GROUPS does
	if groups := f["groups"]; groups != nil {
		count, errCount = groups.Int()
	}
	marks, errMarks := marksOf(f)
	*h = streamHead{length: length, size: len(r), count: count,
		contents: contents{last: string(last), marks: marks, leftOut: remembered(f[trackedIDs])}}
	return firstError(errLast, errLength, errCount, errMarks)
}

// parseGroupHeads reads XINFO GROUPS.
func parseGroupHeads(r resp.Reply) ([]group, error) {
	list, err := r.Array()
	if err != nil {
		return nil, err
	}
	out := make([]group, 0, len(list))
	for _, e := range list {
		f, err := attributes(e)
		if err != nil {
			return nil, err
		}
		head, errHead := groupHead(f)
		waiting, errWaiting := f["pending"].Int()
		members, errMembers := f["consumers"].Int()
		if err := firstError(errHead, errWaiting, errMembers); err != nil {
			return nil, err
		}
		head.Content = slices.Clone(head.Content)
		out = append(out, group{head: head, waiting: waiting, members: members})
	}
	sortGroups(out)
	return out, nil
}

// isRefusal reports whether an error is a server's that does not show that the
// key is of another type. "no such key" may come from the wrong server.
func isRefusal(err error) bool {
	var words resp.Error
	return errors.As(err, &words) && !words.Code("WRONGTYPE")
}

// light reports whether XINFO STREAM FULL would be cheap, and its reply whole.
func (h streamHead) light() bool {
	const items, bytes = 4 * PageElements, pageBytes
	n := h.length + h.count
	for _, g := range h.groups {
		if g.waiting > PageElements {
			return false
		}
		n += 2*g.waiting + g.members
	}
	return h.untold == nil && h.length <= PageElements && n <= items && h.length*int64(h.size) <= bytes
}
