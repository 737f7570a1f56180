package value

import (
	"bytes"
	"context"
	"fmt"
	"math"

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
	w := vectorWalk{pair: p, c: collect(room)}
	for i, side := range p.Sides() {
		w.sides[i] = &vectorSide{pipeline: side, key: key[i]}
	}
	if err := w.settings(ctx); err != nil {
		return Diff{}, err
	}
	before, err := Lengths(ctx, p, v, key)
	if err != nil {
		return Diff{}, err
	}
	lens, err := sweep(ctx, sweeping{pair: p, typ: v, key: key, before: before, from: w.from, c: &w.c})
	return w.c.result(lens), err
}

// vectorWalk is one comparison of two vector sets.
type vectorWalk struct {
	pair  *redis.Pair
	sides [2]*vectorSide
	c     collector
}

// settings compares what VINFO says of a set as a whole.
func (w *vectorWalk) settings(ctx context.Context) error {
	for _, side := range w.sides {
		side.queueInfo()
	}
	if err := w.pair.Exec(ctx); err != nil {
		return err
	}
	var info [2][]Element
	for i, side := range w.sides {
		var err error
		if info[i], err = side.settings(); err != nil {
			return err
		}
	}
	compareAttributes(info[0], info[1], &w.c)
	return nil
}

// from looks what one side names up on both.
func (w *vectorWalk) from(side int) step {
	names := w.sides[side].names()
	return &lookupWalk{list: names, most: math.MaxInt,
		find: [2]finder{names.sizing(w.sides[0].find), names.sizing(w.sides[1].find)},
		compare: func(e Element, contents [2][]byte) {
			if kind, differ := compareListed(sameVector, contents, side); differ {
				w.c.add(e.Name, kind)
			}
		}}
}

// sameVector compares what vectorSide.find gives: vectors as the servers hold them,
// and the numbers that go with them as numbers, which versions print differently.
func sameVector(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, errX := parseVector(a)
	y, errY := parseVector(b)
	if errX != nil || errY != nil || len(x.scale) != len(y.scale) {
		return false
	}
	for i := range x.scale {
		if !sameScore(x.scale[i], y.scale[i]) {
			return false
		}
	}
	return bytes.Equal(x.kind, y.kind) && bytes.Equal(x.raw, y.raw) && bytes.Equal(x.attr, y.attr)
}

// vector is an element of a vector set.
type vector struct {
	kind  []byte   // of quantization
	raw   []byte   // as the server holds it
	scale [][]byte // the length before it was normalized, and the range of 8-bit numbers
	attr  resp.Reply
}

func parseVector(content resp.Reply) (vector, error) {
	parts, err := content.Array()
	if err != nil || len(parts) != 2 {
		return vector{}, firstError(err, fmt.Errorf("unexpected vector %.40q", []byte(content)))
	}
	words, err := parts[0].Texts()
	if err != nil || len(words) < 3 {
		return vector{}, firstError(err, fmt.Errorf("unexpected reply to VEMB: %.40q", []byte(parts[0])))
	}
	return vector{words[0], words[1], words[2:], parts[1]}, nil
}
