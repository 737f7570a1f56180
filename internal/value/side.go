package value

import (
	"context"
	"iter"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Side is where the values of one side are read: a live server, or a file.
type Side interface {
	// Pages yields all elements of a value, whatever its size, a page at a time. It
	// yields nothing for a key that is not there, and may yield an element twice
	// if the key changes meanwhile. After an error it ends: ErrChanged means that
	// the pages so far are of no use, and that the value has to be read again.
	// The elements are valid until the next page.
	Pages(ctx context.Context, key string, t Type) iter.Seq2[Page, error]
	// Lookup returns the elements that the fields of a conflict name, in that
	// order, with a nil Content where there is none. The type must not be a string
	// nor one that is compared as a whole: those have no fields.
	Lookup(ctx context.Context, key string, t Type, fields []string) ([]Element, error)
}

// Page is a part of a value: elements that follow each other. A stream's or vector
// set's attributes come first, and the groups of a stream behind its entries: each
// group, its consumers, what is pending in it.
type Page struct{ Elements []Element }

// Server is a Side: the live servers that a pipeline reaches. A value that a
// server could only give as a whole, and is too large for that, is an error.
type Server struct {
	Pipeline *redis.Pipeline
	// FieldTimes asks when the fields of hashes expire, where the server tells
	// that: where the pipeline's FieldExpiry is ToldFields.
	FieldTimes bool
}

// Pages implements Side.
func (s Server) Pages(ctx context.Context, key string, t Type) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		r, err := t.open(ctx, s, key)
		if err != nil {
			yield(Page{}, err)
			return
		}
		pages := &yielding{reading: reading{reader: r}, yield: yield}
		pages.each = pages.page
		if err := drive(ctx, s.Pipeline, pages); err != nil {
			yield(Page{}, err)
		}
	}
}

// yielding is the step that yields pages until no more are wanted.
type yielding struct {
	reading
	yield func(Page, error) bool
}

func (y *yielding) page(p page) error {
	elements, err := p.parse()
	if err == nil && len(elements) > 0 && !y.yield(Page{elements}, nil) {
		y.done = true
	}
	return err
}

// Lookup implements Side.
func (s Server) Lookup(ctx context.Context, key string, t Type, fields []string) ([]Element, error) {
	return t.find(ctx, s, key, fields)
}

// chain is some readers, one after the other.
type chain struct{ readers []reader }

func (c *chain) queue() { c.readers[0].queue() }

func (c *chain) take() (page, error) {
	p, err := c.readers[0].take()
	if p.last {
		c.readers = c.readers[1:]
	}
	p.last = len(c.readers) == 0
	return p, err
}

// ready is a reader of elements that are at hand.
type ready []Element

func (ready) queue() {}

func (r ready) take() (page, error) { return pageOf(r, true), nil }

// lookupReader gives what a walk over one side collects.
type lookupReader struct {
	walk lookupWalk
	out  []Element
}

func (r *lookupReader) queue() { r.walk.queue() }

func (r *lookupReader) take() (page, error) {
	r.out = nil
	err := r.walk.take()
	return pageOf(r.out, r.walk.last && len(r.walk.rest) == 0), err
}
