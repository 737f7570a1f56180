package redis

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Layout is where a deployment's keys were at one moment. Keys move only in a
// cluster.
type Layout struct {
	owners *table
	states map[string]nodeState // of the masters
}

// nodeState is what a master says of itself in CLUSTER NODES.
type nodeState struct {
	id, epoch string
	migrating map[int]string // slot and the ID of the node that it is moved to
}

// Layout notes where the keys are now.
func (d *Deployment) Layout(ctx context.Context) (Layout, error) {
	c, ok := d.topo.(*cluster)
	if !ok {
		return Layout{}, nil
	}
	return c.layout(ctx)
}

// Moved returns the ranges of a database that have to be swept again, because
// their keys may have moved since before past a sweep that went on meanwhile:
// those of slots that changed owner or are being moved. Ranges are to be swept
// in order.
func (d *Deployment) Moved(ctx context.Context, before Layout, dbs []int) ([]Range, Layout, error) {
	c, ok := d.topo.(*cluster)
	if !ok {
		return nil, Layout{}, nil
	}
	now, err := c.layout(ctx)
	if err != nil {
		return nil, Layout{}, err
	}
	return moved(before, now, dbs), now, nil
}

// layout asks all masters for their state.
func (c *cluster) layout(ctx context.Context) (Layout, error) {
	c.refresh(ctx)
	l := Layout{owners: c.table.Load(), states: map[string]nodeState{}}
	for node := range l.owners.masters {
		text, err := c.dep.askText(ctx, node, "CLUSTER", "NODES")
		if err != nil {
			return Layout{}, fmt.Errorf("ask %s for CLUSTER NODES: %w", node, err)
		}
		l.states[node] = parseMyself(text)
	}
	return l, nil
}

// parseMyself reads the line of CLUSTER NODES that the node has about itself:
// `ID ADDRESS myself,master - 0 0 EPOCH connected 0-5460 [42->-ID] [43-<-ID]`.
func parseMyself(text string) nodeState {
	s := nodeState{migrating: map[int]string{}}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 8 || !strings.Contains(f[2], "myself") {
			continue
		}
		s.id, s.epoch = f[0], f[6]
		for _, part := range f[8:] {
			slot, to, found := strings.Cut(strings.Trim(part, "[]"), "->-")
			if n, err := strconv.Atoi(slot); found && err == nil {
				s.migrating[n] = to
			}
		}
	}
	return s
}

// moved compares two layouts.
func moved(before, now Layout, dbs []int) []Range {
	from, to := map[string]*slotSet{}, map[string]*slotSet{}
	for slot, owner := range now.owners.owners {
		if before.owners.owners[slot] != owner {
			add(from, owner, slot)
		}
	}
	for _, l := range []Layout{before, now} {
		for _, state := range l.states {
			for slot, id := range state.migrating {
				add(from, now.owners.owners[slot], slot)
				add(to, now.reader(id), slot)
			}
		}
	}
	for node, state := range now.states {
		if old, known := before.states[node]; known && old.epoch != state.epoch && len(from) == 0 {
			from[node] = nil // its slots came back, or something else that we did not see
		}
	}
	return append(again(from, dbs), again(to, dbs)...)
}

// reader is the node to read instead of a master known by its ID, "" if there
// is none such.
func (l Layout) reader(id string) string {
	for node, state := range l.states {
		if state.id == id {
			return l.owners.readers[node]
		}
	}
	return ""
}

// slotSet is some of a cluster's slots.
type slotSet [slots]bool

func add(to map[string]*slotSet, node string, slot int) {
	if node == "" {
		return
	}
	if to[node] == nil {
		to[node] = &slotSet{}
	}
	to[node][slot] = true
}

// again makes ranges of nodes and the slots to look at; nil is all slots.
func again(nodes map[string]*slotSet, dbs []int) []Range {
	var out []Range
	for node, set := range nodes {
		for _, db := range dbs {
			out = append(out, Range{Node: node, DB: db, slots: set})
		}
	}
	slices.SortFunc(out, func(a, b Range) int { return strings.Compare(a.Node, b.Node) })
	return out
}
