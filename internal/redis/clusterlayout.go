package redis

import (
	"context"
	"fmt"
	"maps"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// layout is where a deployment's keys were at one moment. Keys move only in a
// cluster; elsewhere it is empty.
type layout struct {
	masters *[slots]string
	readers map[string]string    // for each master the node that is swept
	states  map[string]nodeState // of the masters
	open    map[int]string       // slots that are being moved, and the ID of where to
	ordered map[int]string       // those that moved had swept in order
	skipped *slotSet             // those that were not swept, see without
}

// without is the layout for moved after a range was given up (ErrLost): what it
// should have covered is swept again wherever it is then.
func (l layout) without(r span) layout {
	if l.masters == nil {
		return l
	}
	skipped := slotSet{}
	if l.skipped != nil {
		skipped = *l.skipped
	}
	for slot := range slots {
		here := r.slots != nil && r.slots[slot]
		if r.slots == nil {
			here = l.masters[slot] == r.Node || l.readerOf(slot) == r.Node
		}
		skipped[slot] = skipped[slot] || here
	}
	l.skipped = &skipped
	return l
}

func (l layout) missed(slot int) bool { return l.skipped != nil && l.skipped[slot] }

func (l layout) readerOf(slot int) string { return l.readers[l.masters[slot]] }

// addressOf is where the node with an ID is, "" if nobody knows.
func (l layout) addressOf(before layout, id string) string {
	for _, states := range []map[string]nodeState{l.states, before.states} {
		for node, state := range states {
			if state.id == id {
				return node
			}
		}
	}
	for _, state := range l.states {
		if addr := state.addresses[id]; addr != "" {
			return addr
		}
	}
	return ""
}

// layout asks until all masters have answered and own all slots.
func (c *cluster) layout(ctx context.Context) (l layout, err error) {
	err = c.dep.retry().do(ctx, mayPass, func() (err error) {
		l, err = c.askLayout(ctx)
		return err
	})
	if err != nil {
		return layout{}, c.noLayout(ctx, err)
	}
	return l, nil
}

func (c *cluster) noLayout(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return gone{fmt.Errorf("%s: find out who holds which keys: %w", c.dep.opts.Name, err)}
}

// askLayout believes of each master only what it says of itself: what others say may
// be old.
func (c *cluster) askLayout(ctx context.Context) (layout, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reload(ctx)
	l := layout{masters: &[slots]string{}, readers: maps.Clone(c.table.Load().readers),
		states: map[string]nodeState{}, open: map[int]string{}, ordered: map[int]string{}}
	for node := range l.readers {
		text, err := c.dep.askText(ctx, node, "CLUSTER", "NODES")
		if err != nil {
			return l, resp.WithACLHint(fmt.Errorf("ask %s for CLUSTER NODES: %w", node, err), "cluster|nodes")
		}
		state, err := parseNodes(text, node)
		if err != nil {
			return l, fmt.Errorf("%s: %w", node, err)
		}
		l.states[node] = state
	}
	return l, c.assign(&l)
}

// assign decides which master has which slot: of two that say so, the one with
// the higher epoch.
func (c *cluster) assign(l *layout) error {
	for node, state := range l.states {
		for _, run := range state.claims {
			for slot := run[0]; slot <= run[1] && state.master; slot++ {
				if old := l.masters[slot]; old == "" || state.newer(l.states[old]) {
					l.masters[slot] = node
				}
			}
		}
	}
	t := table{masters: *l.masters}
	if free := t.uncovered(); free != "" {
		return fmt.Errorf("no master says that slots %s are its own", free)
	}
	c.importing = map[string]bool{}
	for slot, node := range l.masters {
		if id, open := l.states[node].migrating[slot]; open {
			l.open[slot] = id
			c.direct[slot] = true
			c.importing[l.addressOf(*l, id)] = true
		}
	}
	c.table.Store(c.table.Load().read(c.role, &c.direct))
	return nil
}

func (s nodeState) newer(other nodeState) bool {
	a, errA := strconv.ParseUint(s.epoch, 10, 64)
	b, errB := strconv.ParseUint(other.epoch, 10, 64)
	return errA == nil && errB == nil && a > b
}
