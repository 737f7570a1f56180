package value

import (
	"context"
	"errors"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// opened is the stream with its head; nil if it is not there.
func (stream) opened(ctx context.Context, s Server, key string) (*streamSide, error) {
	side := &streamSide{pipeline: s.Pipeline, key: key}
	if err := readHeads(ctx, s.Pipeline, side); err != nil {
		return nil, err
	}
	words := resp.Error("")
	if errors.As(side.head.untold, &words) && words == "ERR no such key" {
		return nil, nil //nolint:nilnil // there is neither
	}
	return side, side.head.untold
}

func (st stream) open(ctx context.Context, s Server, key string) (reader, error) {
	side, err := st.opened(ctx, s, key)
	if err != nil || side == nil {
		return ready(nil), err
	}
	all := []reader{ready(side.head.attributes()), side.entries()}
	for _, g := range side.head.groups {
		name := g.head.Name
		if err := side.listable(name); err != nil {
			return nil, err
		}
		all = append(all, ready{g.head}, side.consumers(name), side.pending(name))
	}
	return &chain{all}, nil
}

// attributes are what a stream has as a whole.
func (c contents) attributes() []Element {
	return append([]Element{{Part: Attribute, Name: lastID, Content: []byte(c.last)}}, c.marks...)
}

// find looks parts of a stream up, one after the other: names tell what they are.
func (st stream) find(ctx context.Context, s Server, key string, fields []string) ([]Element, error) {
	out := make([]Element, len(fields))
	side, err := st.opened(ctx, s, key)
	if err != nil || side == nil {
		return out, err
	}
	for i, field := range fields {
		e, from := side.locate(field)
		if out[i] = e; from == nil {
			continue
		}
		err := drive(ctx, s.Pipeline, &reading{reader: from, each: func(p page) error {
			list, err := p.parse()
			for _, x := range list {
				if x.Field() == field {
					out[i] = x.clone()
				}
			}
			return err
		}})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// locate tells what a field is the name of, and where to read it. Group names may
// hold any words, so those that there are decide.
func (s *streamSide) locate(field string) (Element, reader) {
	if at, err := parseID(field); err == nil {
		return Element{Name: field}, s.only(s.entries(), at)
	}
	known := s.head.attributes()
	for _, g := range s.head.groups {
		known = append(known, g.head)
	}
	for _, e := range known {
		if e.Field() == field {
			return e, nil
		}
	}
	for _, g := range s.head.groups {
		name := g.head.Name
		rest, ok := strings.CutPrefix(field, groupField(name)+" ")
		kind, what, _ := strings.Cut(rest, " ")
		switch at, err := parseID(what); {
		case !ok:
		case kind == "consumer":
			return Element{Part: Consumer, Group: name, Name: what}, s.consumers(name)
		case kind == "pending" && err == nil:
			return Element{Part: Pending, Group: name, Name: what}, s.only(s.pending(name), at)
		}
	}
	return Element{Name: field}, nil
}

// only has a reader of what has IDs read a single one.
func (*streamSide) only(r *idReader, at id) reader {
	r.from, r.size = at, 1
	return &single{r}
}

// single gives the first page only.
type single struct{ reader }

func (s *single) take() (page, error) {
	p, err := s.reader.take()
	p.last = true
	return p, err
}
