package value

import (
	"errors"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// vectorSide is a vector set on one side.
type vectorSide struct {
	pipeline *redis.Pipeline
	key      string
	at       int // of the reply to VINFO
}

func (s *vectorSide) queueInfo() { s.at = s.pipeline.Add("VINFO", s.key) }

// settings are what VINFO says of the set as a whole. Its other fields count
// elements and links.
func (s *vectorSide) settings() (out []Element, err error) {
	reply := s.pipeline.Reply(s.at)
	if reply.IsNil() {
		return nil, ErrChanged
	}
	info, err := attributes(reply)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"quant-type", "vector-dim", "projection-input-dim", "hnsw-m"} {
		if info[name] == nil {
			continue
		}
		text, err := info[name].Text()
		if err != nil {
			return nil, err
		}
		out = append(out, Element{Part: Attribute, Name: name, Content: text})
	}
	return out, nil
}

// find asks for the vector and the attributes of each element.
func (s *vectorSide) find(names []string) Answer {
	at := make([]int, len(names))
	for i, name := range names {
		at[i] = s.pipeline.Add("VEMB", s.key, name, "RAW")
		s.pipeline.Add("VGETATTR", s.key, name)
	}
	return func() (out [][]byte, err error) {
		out = make([][]byte, len(names))
		for i, n := range at {
			vector, attr := s.pipeline.Reply(n), s.pipeline.Reply(n+1)
			if err := firstError(vector.Err(), attr.Err()); err != nil {
				return nil, err
			}
			if !vector.IsNil() {
				out[i] = slices.Concat([]byte("*2\r\n"), vector, attr)
			}
		}
		return out, nil
	}
}

func (s *vectorSide) names() *vectorNames {
	n := &vectorNames{pipeline: s.pipeline, key: s.key, size: FewElements}
	if n.reader = (&vectorList{vectorNames: n}); s.pipeline.Has("VRANGE") {
		n.reader = &vectorRange{vectorNames: n, from: "-"}
	}
	return n
}

// vectorNames reads the names of a vector set's elements: in their order where
// the server has VRANGE (Redis 8.4), else all at once.
type vectorNames struct {
	reader
	pipeline *redis.Pipeline
	key      string
	size     pageSize
	bytes    int // of the last page's contents, as far as they came
}

func (n *vectorNames) queue() {
	if n.bytes > 0 {
		n.size, n.bytes = n.size.next(n.bytes), 0
	}
	n.reader.queue()
}

// vectorRange reads names by VRANGE.
type vectorRange struct {
	*vectorNames
	from string // where the next page begins
	at   int
}

func (r *vectorRange) queue() { r.at = r.pipeline.Add("VRANGE", r.key, r.from, "+", r.size.arg()) }

func (r *vectorRange) take() (page, error) {
	list, err := named(r.pipeline.Reply(r.at))
	if len(list) > 0 {
		r.from = "(" + list[len(list)-1].Name
	}
	return pageOf(list, len(list) < int(r.size)), err
}

// vectorList reads the names by VRANDMEMBER, once VCARD says that they are not too
// many, and gives them in pages.
type vectorList struct {
	*vectorNames
	length int // as VCARD says, 0 until then
	read   bool
	rest   []Element
	at     int
}

// errManyVectors means that a server before 8.4 cannot list so many elements.
var errManyVectors = errors.New("it has too many elements for a server without VRANGE (Redis 8.4), which lists them all or some at random")

func (r *vectorList) queue() {
	switch {
	case r.length == 0:
		r.at = vectorSet{}.Length(r.pipeline, r.key)
	case !r.read:
		r.at = r.pipeline.Add("VRANDMEMBER", r.key, decimal(r.length+1))
	}
}

func (r *vectorList) take() (page, error) {
	switch {
	case r.length == 0:
		n, err := r.pipeline.Reply(r.at).Int()
		if n > maxPieceScan {
			err = errManyVectors
		}
		r.length = int(n)
		return pageOf(nil, n == 0), err
	case !r.read:
		var err error
		if r.rest, err = named(r.pipeline.Reply(r.at)); err != nil {
			return page{}, err
		}
		if r.read = true; len(r.rest) > r.length {
			return page{}, ErrChanged
		}
	}
	list := r.rest[:min(int(r.size), len(r.rest))]
	r.rest = r.rest[len(list):]
	return pageOf(list, len(r.rest) == 0), nil
}

// named are elements of which only the names came.
func named(reply resp.Reply) ([]Element, error) {
	texts, err := reply.Texts()
	out := make([]Element, len(texts))
	for i, text := range texts {
		out[i].Name = string(text)
	}
	return out, err
}

// sizing has a finder tell how large the contents are, by which the next page is
// measured: names say nothing of them.
func (n *vectorNames) sizing(find finder) finder {
	return func(names []string) Answer {
		answer := find(names)
		return func() ([][]byte, error) {
			contents, err := answer()
			sum := 0
			for _, c := range contents {
				sum += len(c)
			}
			n.bytes = max(n.bytes, sum)
			return contents, err
		}
	}
}
