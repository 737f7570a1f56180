package check

import (
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// shortString is the longest string that MGET is trusted with. MGET has no
// bound, so only families are read by it whose keys were all short so far.
const shortString = 1 << 10

// shortStrings moves those keys to the front that are strings and surely short.
func shortStrings(p *redis.Pair, looks []*look) (short, rest []*look) {
	if !p.Source.Has("MGET") || !p.Target.Has("MGET") {
		return nil, looks
	}
	return divide(looks, func(l *look) bool {
		return !l.sure && l.typ == value.String() && l.family.small(shortString)
	})
}

// divide moves those keys to the front that meet a condition.
func divide[T any](looks []T, meets func(T) bool) (those, rest []T) {
	n := 0
	for i, l := range looks {
		if meets(l) {
			looks[i], looks[n] = looks[n], l
			n++
		}
	}
	return looks[:n:n], looks[n:]
}

// group is keys that are asked about by one command a side.
type group struct {
	looks []*look
	at    [2]int
}

// groupKeys groups keys by the slots of a cluster that they are in on either
// side; where there is no cluster that is one group.
func groupKeys(p *redis.Pair, looks []*look) []*group {
	place := func(l *look) [2]int { return [2]int{p.Source.Slot(l.key[0]), p.Target.Slot(l.key[1])} }
	if len(looks) == 0 {
		return nil
	}
	if first := place(looks[0]); !slices.ContainsFunc(looks, func(l *look) bool { return place(l) != first }) {
		return []*group{{looks: looks}}
	}
	table := map[[2]int]*group{}
	var out []*group
	for _, l := range looks {
		g := table[place(l)]
		if g == nil {
			g = &group{}
			table[place(l)] = g
			out = append(out, g)
		}
		g.looks = append(g.looks, l)
	}
	return out
}

func (g *group) queue(p *redis.Pair) {
	for side := range p.Sides() {
		g.ask(p, "MGET", side)
	}
}

// ask queues a command about all keys on one side.
func (g *group) ask(p *redis.Pair, command string, side int) {
	g.at[side] = p.Sides()[side].AddKeys(command, len(g.looks), func(i int) string { return g.looks[i].key[side] })
}

// names lists the keys' names on a side.
func (g *group) names(side int) []string {
	out := make([]string, len(g.looks))
	for i, l := range g.looks {
		out[i] = l.key[side]
	}
	return out
}

// hand gives each key its part of the reply. A refusal is everybody's.
func (g *group) hand(p *redis.Pair) {
	for i, side := range p.Sides() {
		reply := side.Reply(g.at[i])
		for _, l := range g.looks {
			l.given[i] = reply
		}
		n := 0
		for e := range reply.Elements() {
			if n < len(g.looks) {
				g.looks[n].given[i] = e
			}
			n++
		}
	}
}
