package value

import (
	"context"
	"errors"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// reader reads the elements of one key on one side, page by page. It takes two
// steps, so that one exchange serves the readers of both sides: queue notes what
// the next page needs, take returns the page after the exchange. After a page that
// is the last neither is called again.
//
// This is the seam to where values are: everything else in a walk takes pages. A
// live server's readers queue commands in a pipeline; what has all elements at hand
// queues nothing.
type reader interface {
	queue()
	take() (page, error)
}

// page is what a reader read. It is valid until the next exchange.
type page struct {
	raw   resp.Reply // as the server sent it; nil if equal bytes do not mean equal elements
	count int        // of elements
	total int64      // length of the whole value, if that came with the page
	last  bool       // there is no next page
	parse func() ([]Element, error)
}

// finder queues the look-up of elements by name. It is the other half of the seam.
type finder func(names []string) Answer

// ErrChanged means that a value has to be read again from its beginning, since the
// pages came from two processes: a cursor is good only where it comes from.
var ErrChanged = errors.New("another server answered in the middle of the value")

// exchanger sends what is queued and waits for the replies: a pipeline, or a pair.
type exchanger interface {
	Exec(ctx context.Context) error
}

// step is a piece of work that takes several exchanges.
type step interface {
	// queue notes what the next exchange is to bring. It returns false when the
	// work is done.
	queue() bool
	// take uses what the exchange brought.
	take() error
}

// drive makes exchanges until a step is done. All paging is done by it.
func drive(ctx context.Context, x exchanger, s step) error {
	for s.queue() {
		if err := x.Exec(ctx); err != nil {
			return err
		}
		if err := s.take(); err != nil {
			return err
		}
	}
	return nil
}

// reading is the step that gives all pages of a reader to a function.
type reading struct {
	reader
	each func(page) error
	done bool
}

func (r *reading) queue() bool {
	if !r.done {
		r.reader.queue()
	}
	return !r.done
}

func (r *reading) take() error {
	p, err := r.reader.take()
	if err != nil {
		return err
	}
	r.done = p.last
	return r.each(p)
}
