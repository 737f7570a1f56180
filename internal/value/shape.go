package value

import (
	"context"
	"fmt"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// shape is how a server holds a collection, as far as it says.
type shape struct {
	len    int64
	bytes  int64 // 0 where it is not known
	packed bool  // in one piece: scans give all of it at once
	linear bool  // to find a name is to go through what is before it
}

// What a server holds in one piece can be read in one command only. By default
// it is 512 elements at most (hash-max-listpack-entries and its like), but it may
// be any number. The bounds are what takes some 5 ms (Redis 7.0; see PERFORMANCE.md).
const (
	maxPiece      = 1 << 16 // elements, by the command that gives any members
	maxPieceScan  = 1 << 15 // elements, by a scan
	maxPieceBytes = 4 << 20
	lookupSteps   = 1 << 20 // elements that one look-up may go through
)

// ErrPiece means that a server would be blocked by reading a collection.
type ErrPiece struct {
	Elements, Bytes int64
}

func (e ErrPiece) Error() string {
	return fmt.Sprintf("the server holds its %d elements (%d bytes) in one piece, which it can only give as a whole; "+
		"that would block it for too long", e.Elements, e.Bytes)
}

// measure asks how servers hold collections.
func measure(ctx context.Context, x exchanger, all ...*collection) error {
	at := make([][3]int, len(all))
	for i, c := range all {
		at[i] = [3]int{c.Length(c.pipeline, c.key), c.pipeline.Add("OBJECT ENCODING", c.key), c.pipeline.Add("MEMORY USAGE", c.key)}
	}
	if err := x.Exec(ctx); err != nil {
		return err
	}
	for i, c := range all {
		n, err := c.pipeline.Reply(at[i][0]).Int()
		if err != nil {
			return err
		}
		c.len = n
		c.encode(c.pipeline.Reply(at[i][1]))
		if n, err := c.pipeline.Reply(at[i][2]).Int(); err == nil {
			c.bytes = n
		}
	}
	return nil
}

// encode notes the encoding. Where the server keeps it to itself the collection
// may be a list as long as those are that can be read.
func (s *shape) encode(reply resp.Reply) {
	name, err := reply.Text()
	if err != nil {
		s.linear = s.len <= maxPiece
		return
	}
	s.linear = slices.Contains([]string{"ziplist", "listpack", "listpackex", "zipmap"}, string(name))
	s.packed = s.linear || string(name) == "intset"
}

// names is how many names one look-up may ask for.
func (s shape) names() int {
	if !s.linear {
		return PageElements
	}
	return int(min(max(lookupSteps/max(s.len, 1), 1), PageElements))
}

// small reports whether a collection fits into a page. Of one that is not packed
// the bytes are estimated from a few of its elements.
func (s shape) small() bool {
	return s.len < PageElements && 0 < s.bytes && s.bytes < pageBytes
}

// readable is an error for a piece that is too large to be read.
func (s shape) readable(most int64) error {
	if s.packed && (s.len > most || s.bytes > maxPieceBytes) {
		return ErrPiece{s.len, s.bytes}
	}
	return nil
}
