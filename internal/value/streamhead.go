package value

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// streamHead is what a side says of a stream besides entries and what is
// pending.
type streamHead struct {
	last   string
	marks  map[string]string
	left   LeftOut
	length int64
	size   int // bytes of the reply, which holds the first entry and the last
	count  int64
	groups []group
	untold error // the server's words, if it does not tell all of this
}

// maxGroups is how many groups, or consumers of one, are asked for: servers
// list them all or not at all, and take some 5 ms for so many.
const maxGroups = 1 << 14

// readHeads asks both sides for their heads.
func (w *streamWalk) readHeads(ctx context.Context) error {
	err := w.ask(ctx, "XINFO STREAM", func(side int, r resp.Reply) error { return w.heads[side].parse(r) })
	if err != nil {
		return err
	}
	for _, h := range w.heads {
		if h.count > maxGroups {
			return fmt.Errorf("it has %d groups, which the server can only list as a whole; that would block it for too long", h.count)
		}
	}
	if w.heads[0].untold == nil && w.heads[1].untold == nil && w.heads[0].count+w.heads[1].count == 0 {
		return nil
	}
	return w.ask(ctx, "XINFO GROUPS", func(side int, r resp.Reply) (err error) {
		h := &w.heads[side]
		if h.groups, err = parseGroupHeads(r); isRefusal(err) {
			h.untold, err = err, nil
		}
		return err
	})
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
	*h = streamHead{last: string(last), marks: marks, left: remembered(f[trackedIDs]), length: length, size: len(r), count: count}
	return firstError(errLast, errLength, errCount, errMarks)
}

// isRefusal reports whether an error is a server's that does not show that the
// key is of another type. "no such key" may come from the wrong server.
func isRefusal(err error) bool {
	var words resp.Error
	return errors.As(err, &words) && !words.Code("WRONGTYPE")
}

// light reports whether XINFO STREAM FULL would be cheap, and its reply whole.
func (h streamHead) light() bool {
	const items, bytes = 4 * PageElements, pageSize
	n := h.length + h.count
	for _, g := range h.groups {
		if g.waiting > PageElements {
			return false
		}
		n += 2*g.waiting + g.members
	}
	return h.untold == nil && h.length <= PageElements && n <= items && h.length*int64(h.size) <= bytes
}

// errUntold means that a part of a stream could not be compared, and the rest is
// the same.
type errUntold struct{ words error }

func (e errUntold) Error() string {
	return "its entries are the same; its last ID and its groups could not be read by XINFO: " + e.words.Error()
}

// untold is what a server said that does not tell all of a stream.
func (w *streamWalk) untold() error {
	return firstError(w.heads[0].untold, w.heads[1].untold)
}
