package value

import (
	"context"
	"errors"
	"math"
)

// opened is a vector set and its settings; nil if it is not there.
func (vectorSet) opened(ctx context.Context, s Server, key string) (*vectorSide, []Element, error) {
	side := &vectorSide{pipeline: s.Pipeline, key: key}
	side.queueInfo()
	if err := s.Pipeline.Exec(ctx); err != nil {
		return nil, nil, err
	}
	settings, err := side.settings()
	if errors.Is(err, ErrChanged) {
		return nil, nil, nil
	}
	return side, cloned(settings), err
}

func (v vectorSet) open(ctx context.Context, s Server, key string) (reader, error) {
	side, settings, err := v.opened(ctx, s, key)
	if err != nil || side == nil {
		return ready(nil), err
	}
	r, names := &lookupReader{}, side.names()
	r.walk = lookupWalk{list: names, most: math.MaxInt, find: [2]finder{names.sizing(side.find), nil}}
	r.walk.compare = func(e Element, found [2][]byte) {
		if e.Content = found[0]; e.Content != nil {
			r.out = append(r.out, e)
		}
	}
	return &chain{[]reader{ready(settings), r}}, nil
}

// find looks elements up, FewElements at a time: vectors are large. What is no
// element may be a setting.
func (v vectorSet) find(ctx context.Context, s Server, key string, fields []string) ([]Element, error) {
	side, settings, err := v.opened(ctx, s, key)
	if err != nil || side == nil {
		return make([]Element, len(fields)), err
	}
	var out []Element
	walk := &lookupWalk{list: &listed{rest: fieldsOf(fields)}, most: FewElements, find: [2]finder{side.find, nil}}
	walk.compare = func(e Element, found [2][]byte) {
		e.Content = found[0]
		for _, x := range settings {
			if e.Content == nil && x.Name == e.Name {
				e = x
			}
		}
		out = append(out, e)
	}
	err = drive(ctx, s.Pipeline, walk)
	return out, err
}

func cloned(elements []Element) []Element {
	for i, e := range elements {
		elements[i] = e.clone()
	}
	return elements
}
