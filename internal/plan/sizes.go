package plan

import (
	"maps"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Sizes is how many keys of a type there are by size, on the sides that tell
// (INFO keysizes, Redis 8.0), in the databases that are compared.
type Sizes struct {
	Type string    `json:"type"`
	Keys [2]*int64 `json:"keys"` // of source and target; nil: not told
	Bins []Bin     `json:"bins"` // smallest first
}

// Bin counts the keys of a size from From up to below its double: bytes of a
// string, elements of what else.
type Bin struct {
	From int64    `json:"from"`
	Keys [2]int64 `json:"keys"`
}

// sizes adds up the nodes of both sides.
func (m Maker) sizes(infos [2][]redis.NodeInfo) []Sizes {
	wants := [2]func(int) bool{m.Options.Wants, m.Options.WantsTarget}
	var out []Sizes
	for _, name := range []string{"string", "list", "hash", "set", "zset"} {
		s := Sizes{Type: name}
		bins := map[int64][2]int64{}
		for i, nodes := range infos {
			s.Keys[i] = addUp(nodes, name, wants[i], func(from, keys int64) {
				bin := bins[from]
				bin[i] += keys
				bins[from] = bin
			})
		}
		if s.Keys[0] == nil && s.Keys[1] == nil {
			continue
		}
		for _, from := range slices.Sorted(maps.Keys(bins)) {
			s.Bins = append(s.Bins, Bin{from, bins[from]})
		}
		out = append(out, s)
	}
	return out
}

// addUp hands on the bins of one type and returns the number of keys, nil if not
// all nodes tell.
func addUp(nodes []redis.NodeInfo, name string, wants func(int) bool, add func(from, keys int64)) *int64 {
	mine := func(h redis.Histogram) bool { return h.Type == name && wants(h.DB) }
	if slices.ContainsFunc(nodes, func(n redis.NodeInfo) bool {
		return n.Sizes == nil || slices.ContainsFunc(n.Sizes, func(h redis.Histogram) bool { return mine(h) && h.Bins == nil })
	}) {
		return nil
	}
	var sum int64
	for _, n := range nodes {
		for _, h := range n.Sizes {
			if !mine(h) {
				continue
			}
			sum += h.Keys()
			for from, keys := range h.Bins {
				add(from, keys)
			}
		}
	}
	return &sum
}
