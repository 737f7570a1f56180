package redis

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

func (c *cluster) moved(ctx context.Context, before layout, dbs []int) (stages [][]span, now layout, err error) {
	if now, err = c.layout(ctx); err != nil {
		return nil, layout{}, err
	}
	m := compareLayouts(before, now)
	c.readDirect(&m.moved)
	for _, nodes := range []map[string]*slotSet{m.from, m.to} {
		if len(nodes) > 0 {
			stages = append(stages, again(nodes, dbs))
		}
	}
	return stages, now, nil
}

// moves is what is to be swept again: slots by node.
type moves struct {
	from, to map[string]*slotSet
	moved    slotSet // those that have another master, or will have
}

// compareLayouts notes in now.ordered which open slots the moves sweep.
func compareLayouts(before, now layout) moves {
	m := moves{from: map[string]*slotSet{}, to: map[string]*slotSet{}}
	for slot := range slots {
		m.moved[slot] = movedBetween(before, now, slot)
		switch {
		case m.moved[slot]:
			add(m.from, now.masters[slot], slot)
		case before.missed(slot) || before.readerOf(slot) != now.readerOf(slot):
			add(m.from, now.readerOf(slot), slot)
		}
	}
	for _, l := range []layout{before, now} {
		for slot, id := range l.open {
			m.open(before, now, slot, id)
		}
	}
	return m
}

// movedBetween reports whether a slot has another master, or may have had one
// in between: then its master has a new epoch.
func movedBetween(before, now layout, slot int) bool {
	a, b := before.masters[slot], now.masters[slot]
	return a != b || before.states[a].id != now.states[b].id || before.states[a].epoch != now.states[b].epoch
}

// open sweeps a slot that is being moved to the node with an ID: first where
// its keys come from, then where they go. One that stays open is swept so once.
func (m *moves) open(before, now layout, slot int, id string) {
	still := now.open[slot] == id
	if still && before.ordered[slot] == id && !m.moved[slot] && !before.missed(slot) {
		now.ordered[slot] = id
		return
	}
	from, to := now.masters[slot], now.addressOf(before, id)
	m.moved[slot] = true
	add(m.from, from, slot)
	if to != "" && to != from {
		add(m.to, to, slot)
	}
	if still {
		now.ordered[slot] = id
	}
}

func add(to map[string]*slotSet, node string, slot int) {
	if to[node] == nil {
		to[node] = &slotSet{}
	}
	to[node][slot] = true
}

// again makes ranges of nodes and the slots to look at.
func again(nodes map[string]*slotSet, dbs []int) []span {
	var out []span
	for _, node := range slices.Sorted(maps.Keys(nodes)) {
		for _, db := range dbs {
			out = append(out, span{Range: Range{Node: node, DB: db, Slots: nodes[node].String()}, slots: nodes[node], owned: nodes[node].sum()})
		}
	}
	return out
}

// readDirect has the keys of slots that move read from masters from now on:
// only they know where a key is meanwhile.
func (c *cluster) readDirect(set *slotSet) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for slot, is := range set {
		c.direct[slot] = c.direct[slot] || is
	}
	c.table.Store(c.table.Load().read(c.role, &c.direct))
}

// nodeState is what a node says of itself in CLUSTER NODES.
type nodeState struct {
	id, epoch string
	master    bool
	claims    [][2]int       // runs of slots that are its own
	migrating map[int]string // slot and the ID of the node that it is moved to
	addresses map[string]string
}

// parseNodes reads CLUSTER NODES, of which a line is
// `ID HOST:PORT@BUS[,NAME] FLAGS MASTER PING PONG EPOCH connected 0-5460 [42->-ID] [43-<-ID]`.
func parseNodes(text, asked string) (nodeState, error) {
	s := nodeState{migrating: map[int]string{}, addresses: map[string]string{}}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 8 {
			continue
		}
		addr, _, _ := strings.Cut(f[1], "@")
		s.addresses[f[0]] = hostOr(addr, asked)
		if flags := strings.Split(f[2], ","); slices.Contains(flags, "myself") {
			s.id, s.epoch, s.master = f[0], f[6], slices.Contains(flags, "master")
			s.slots(f[8:])
		}
	}
	if s.id == "" {
		return s, fmt.Errorf("unexpected reply to CLUSTER NODES: %.60q", text)
	}
	return s, nil
}

func (s *nodeState) slots(words []string) {
	for _, word := range words {
		var a, b int
		if slot, to, open := strings.Cut(strings.Trim(word, "[]"), "->-"); open {
			if n, _ := fmt.Sscanf(slot, "%d", &a); n == 1 {
				s.migrating[a] = to
			}
		} else if n, _ := fmt.Sscanf(word, "%d-%d", &a, &b); n == 2 && a >= 0 && b < slots {
			s.claims = append(s.claims, [2]int{a, b})
		} else if n == 1 && a >= 0 && a < slots {
			s.claims = append(s.claims, [2]int{a, a})
		}
	}
}
