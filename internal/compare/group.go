package compare

import (
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// shortString is the longest string that MGET is trusted with. MGET has no
// bound, so only families are read by it whose keys were all short so far.
const shortString = 1 << 10

// shortStrings moves those keys to the front that are strings and surely short.
func shortStrings(p *redis.Pair, keys []*candidate) (short, rest []*candidate) {
	if !p.Source.Has("MGET") || !p.Target.Has("MGET") {
		return nil, keys
	}
	return divide(keys, func(c *candidate) bool {
		return !c.confirmed && c.typ == value.String() && c.family.small(shortString)
	})
}

// divide moves those keys to the front that meet a condition.
func divide[T any](keys []T, meets func(T) bool) (those, rest []T) {
	n := 0
	for i, k := range keys {
		if meets(k) {
			keys[i], keys[n] = keys[n], k
			n++
		}
	}
	return keys[:n:n], keys[n:]
}

// group is keys that are asked about by one command a side.
type group struct {
	keys  []*candidate
	first int // index of the first among the keys that were grouped
	at    question
}

// groupKeys brings keys together that are in the same slots of a cluster on either
// side, and returns the groups in the order of the keys; where there is no cluster
// that is one group.
func groupKeys(p *redis.Pair, keys []*candidate) []group {
	place := func(c *candidate) [2]int { return [2]int{p.Source.Slot(c.key[0]), p.Target.Slot(c.key[1])} }
	if len(keys) == 0 {
		return nil
	}
	if first := place(keys[0]); !slices.ContainsFunc(keys, func(c *candidate) bool { return place(c) != first }) {
		return []group{{keys: keys}}
	}
	table := map[[2]int]int{} // index in out
	var out []group
	for _, c := range keys {
		i, known := table[place(c)]
		if !known {
			i = len(out)
			table[place(c)] = i
			out = append(out, group{})
		}
		out[i].keys = append(out[i].keys, c)
	}
	next := 0
	for i := range out {
		out[i].first = next
		next += copy(keys[next:], out[i].keys)
	}
	return out
}

// chunks divides a group into groups of so many keys at most.
func (g group) chunks(most int) (out []group) {
	first := g.first
	for keys := range slices.Chunk(g.keys, most) {
		out = append(out, group{keys: keys, first: first})
		first += len(keys)
	}
	return out
}

// ask queues a command about all keys on both sides.
func (g *group) ask(p *redis.Pair, command string) {
	for side := range p.Sides() {
		g.at[side] = g.askSide(p, command, side)
	}
}

// askSide queues a command about all keys on one side.
func (g *group) askSide(p *redis.Pair, command string, side int) (at int) {
	return p.Sides()[side].AddKeys(command, len(g.keys), func(i int) string { return g.keys[i].key[side] })
}

// names lists the keys' names on a side.
func (g *group) names(side int) []string {
	out := make([]string, len(g.keys))
	for i, c := range g.keys {
		out[i] = c.key[side]
	}
	return out
}

// hand gives each key its part of the replies. A refusal is everybody's.
func (g *group) hand(p *redis.Pair, to [][2]resp.Reply) {
	for side, reply := range p.Replies(g.at) {
		for i := range g.keys {
			to[i][side] = reply
		}
		n := 0
		for e := range reply.Elements() {
			if n < len(g.keys) {
				to[n][side] = e
			}
			n++
		}
	}
}
