package check

import "redis-full-check/internal/redis"

// shortString is the longest string that MGET is trusted with. MGET has no
// bound, so only families are read by it whose keys were all short so far.
const shortString = 1 << 10

// shortStrings divides keys into strings that are surely short and the rest.
func shortStrings(p *redis.Pair, looks []*look) (short, rest []*look) {
	if !p.Source.Has("MGET") || !p.Target.Has("MGET") {
		return nil, looks
	}
	for _, l := range looks {
		if !l.sure && l.typ.Name() == "string" && l.family.small(shortString) {
			short = append(short, l)
		} else {
			rest = append(rest, l)
		}
	}
	return short, rest
}

// group is keys that are asked about by one command a side.
type group struct {
	looks []*look
	at    [2]int
}

// groupKeys groups keys by the slots of a cluster that they are in on either
// side; where there is no cluster that is one group.
func groupKeys(p *redis.Pair, looks []*look) []*group {
	table := map[[2]int]*group{}
	var out []*group
	for _, l := range looks {
		place := [2]int{p.Source.Slot(l.key[0]), p.Target.Slot(l.key[1])}
		g := table[place]
		if g == nil {
			g = &group{}
			table[place] = g
			out = append(out, g)
		}
		g.looks = append(g.looks, l)
	}
	return out
}

func (g *group) queue(p *redis.Pair) {
	for i, side := range p.Sides() {
		g.at[i] = side.AddKeys("MGET", g.names(i))
	}
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
