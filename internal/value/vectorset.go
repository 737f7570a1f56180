package value

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// VectorSet is the type of vector sets (Redis 8.0): elements with a vector and
// maybe attributes. The graph by which vectors are found is not compared: its
// links are drawn at random, on a true replica too, so DUMP proves no difference.
//
// A module's type with commands of its own is compared like this one: a file
// with a Type, its name in Types, its commands among the probes of the package
// redis. Names are read page by page, and each element is asked of both sides.
//
// The fields of a conflict are elements, and the settings of the set as VINFO
// calls them.
func VectorSet() Type { return vectorSet{} }

type vectorSet struct{}

func (vectorSet) Name() string { return "vectorset" }

func (vectorSet) Guessable() bool { return true }

func (vectorSet) Length(p *redis.Pipeline, key string) int { return p.Add("VCARD", key) }

// Read asks for the number of elements only: none of the commands gives more
// than one vector.
func (v vectorSet) Read(p *redis.Pipeline, key string, _ int) int { return v.Length(p, key) }

// Compare leaves all to Walk.
func (vectorSet) Compare(source, target resp.Reply, _, _ int) (Diff, error) {
	return Diff{State: Unsettled}, firstError(source.Err(), target.Err())
}

// Walk compares the settings, then the elements that the source names. If all
// are there and both numbers stood still and are equal, the target can have no
// others; else those that it names are asked for, too.
func (v vectorSet) Walk(ctx context.Context, p *redis.Pair, key Key, room Room) (Diff, error) {
	w := vectorWalk{pair: p, key: key, c: collect(room)}
	if err := w.settings(ctx); err != nil {
		return Diff{}, err
	}
	before, err := Lengths(ctx, p, v, key)
	if err != nil {
		return Diff{}, err
	}
	if err := w.sweep(ctx, 0, before[0]); err != nil {
		return Diff{}, err
	}
	after, err := Lengths(ctx, p, v, key)
	if err != nil {
		return Diff{}, err
	}
	if before != after || after[0] != after[1] || w.c.lacking {
		err = w.sweep(ctx, 1, after[1])
	}
	return w.c.result(after), err
}

// vectorWalk is one comparison of two vector sets.
type vectorWalk struct {
	pair *redis.Pair
	key  Key
	c    collector
}

// settings compares what VINFO says of a set as a whole. Its other fields count
// elements and links.
func (w *vectorWalk) settings(ctx context.Context) error {
	for i, side := range w.pair.Sides() {
		side.Add("VINFO", w.key[i])
	}
	if err := w.pair.Exec(ctx); err != nil {
		return err
	}
	var info [2]map[string]resp.Reply
	for i, side := range w.pair.Sides() {
		var err error
		if side.Reply(0).IsNil() {
			return ErrChanged
		}
		if info[i], err = attributes(side.Reply(0)); err != nil {
			return err
		}
	}
	for _, name := range []string{"quant-type", "vector-dim", "projection-input-dim", "hnsw-m"} {
		if a, b := info[0][name], info[1][name]; a != nil && b != nil && !bytes.Equal(a, b) {
			w.c.add(name, Value)
		}
	}
	return nil
}

// sweep asks both sides for each element that one side names.
func (w *vectorWalk) sweep(ctx context.Context, side int, length int64) error {
	names := vectorNames{pipeline: w.pair.Sides()[side], key: w.key[side], length: length}
	page := stride(FewElements)
	for {
		list, err := names.next(ctx, w.pair, int(page))
		if err != nil || len(list) == 0 {
			return err
		}
		size, err := w.compare(ctx, list)
		if err != nil {
			return err
		}
		page = page.after(size)
	}
}

// compare compares elements. It returns how many bytes the larger replies took.
func (w *vectorWalk) compare(ctx context.Context, names []string) (size int, err error) {
	for i, side := range w.pair.Sides() {
		for _, name := range names {
			side.Add("VEMB", w.key[i], name, "RAW")
			side.Add("VGETATTR", w.key[i], name)
		}
	}
	if err := w.pair.Exec(ctx); err != nil {
		return 0, err
	}
	for i, name := range names {
		source, target := w.pair.Source, w.pair.Target
		a, errA := parseVector(source.Reply(2*i), source.Reply(2*i+1))
		b, errB := parseVector(target.Reply(2*i), target.Reply(2*i+1))
		if err := firstError(errA, errB); err != nil {
			return 0, err
		}
		size += max(a.size, b.size)
		w.note(name, a, b)
	}
	return size, nil
}

func (w *vectorWalk) note(name string, a, b vector) {
	switch {
	case a.there && !b.there:
		w.c.lack(name, 1)
	case b.there && !a.there:
		w.c.lack(name, 0)
	case a.there && !a.same(b):
		w.c.add(name, Value)
	}
}

// vector is an element as VEMB RAW and VGETATTR give it.
type vector struct {
	there bool
	kind  []byte   // of quantization
	raw   []byte   // as the server holds it
	scale [][]byte // the length before it was normalized, and the range of 8-bit numbers
	attr  resp.Reply
	size  int
}

func parseVector(emb, attr resp.Reply) (vector, error) {
	if emb.IsNil() {
		return vector{}, nil
	}
	parts, err := emb.Texts()
	if err != nil {
		return vector{}, err
	}
	if len(parts) < 3 {
		return vector{}, fmt.Errorf("unexpected reply to VEMB: %.40q", []byte(emb))
	}
	return vector{true, parts[0], parts[1], parts[2:], attr, len(emb) + len(attr)}, attr.Err()
}

func (v vector) same(o vector) bool {
	if len(v.scale) != len(o.scale) || !bytes.Equal(v.kind, o.kind) || !bytes.Equal(v.raw, o.raw) || !bytes.Equal(v.attr, o.attr) {
		return false
	}
	for i := range v.scale {
		if !sameScore(v.scale[i], o.scale[i]) {
			return false
		}
	}
	return true
}

// vectorNames reads the names of a vector set's elements: in their order where
// the server has VRANGE (Redis 8.4), else all at once.
type vectorNames struct {
	pipeline *redis.Pipeline
	key      string
	length   int64
	last     string
	begun    bool
	rest     []string // of those that came at once
}

// errManyVectors means that a server before 8.4 cannot list so many elements.
var errManyVectors = errors.New("it has too many elements for a server without VRANGE (Redis 8.4), which lists them all or some at random")

// next returns so many names at most, none at the end.
func (n *vectorNames) next(ctx context.Context, p *redis.Pair, page int) ([]string, error) {
	if n.pipeline.Has("VRANGE") {
		return n.after(ctx, p, page)
	}
	if !n.begun {
		if err := n.readAll(ctx, p); err != nil {
			return nil, err
		}
	}
	page = min(page, len(n.rest))
	list := n.rest[:page]
	n.rest = n.rest[page:]
	return list, nil
}

func (n *vectorNames) after(ctx context.Context, p *redis.Pair, page int) ([]string, error) {
	from := "-"
	if n.begun {
		from = "(" + n.last
	}
	list, err := n.ask(ctx, p, "VRANGE", from, "+", count(page))
	if len(list) > 0 {
		n.last = list[len(list)-1]
	}
	return list, err
}

func (n *vectorNames) readAll(ctx context.Context, p *redis.Pair) (err error) {
	if n.length > maxPieceScan {
		return errManyVectors
	}
	n.rest, err = n.ask(ctx, p, "VRANDMEMBER", count(int(n.length)+1))
	return err
}

func (n *vectorNames) ask(ctx context.Context, p *redis.Pair, command string, args ...string) ([]string, error) {
	n.begun = true
	at := n.pipeline.Add(command, n.key, args...)
	if err := p.Exec(ctx); err != nil {
		return nil, err
	}
	texts, err := n.pipeline.Reply(at).Texts()
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = string(t)
	}
	return out, err
}
