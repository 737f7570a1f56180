package redis

import (
	"context"
	"fmt"
	"strconv"
)

// slotsAtOnce is how many slots of a node one exchange counts: well under a
// millisecond of a server's time.
const slotsAtOnce = 512

// SlotKeys counts the keys in each slot of a cluster, in database 0; it is nil for
// any other deployment. Keys that have expired but were not deleted yet are
// counted. CLUSTER COUNTKEYSINSLOT (Redis 3.0) costs a server as little as an
// answer can, so that all slots are asked about; SLOT-STATS (Redis 8.2, Valkey
// 8.0) would save nothing, and adds up databases where a cluster has several.
func (d *Deployment) SlotKeys(ctx context.Context) ([]int64, error) {
	c, ok := d.topo.(*cluster)
	if !ok {
		return nil, nil
	}
	p := d.Pipeline()
	defer p.Close()
	counts := make([]int64, slots)
	todo := slotsByNode(c.table.Load())
	for len(todo) > 0 {
		if err := countSlots(ctx, p, todo, counts); err != nil {
			return nil, fmt.Errorf("%s: CLUSTER COUNTKEYSINSLOT: %w", d.opts.Name, err)
		}
	}
	return counts, nil
}

func slotsByNode(t *table) map[string][]int {
	out := map[string][]int{}
	for slot, master := range t.masters {
		node := t.readers[master]
		out[node] = append(out[node], slot)
	}
	return out
}

// countSlots asks each node about the next of its slots, and takes these from todo.
func countSlots(ctx context.Context, p *Pipeline, todo map[string][]int, counts []int64) error {
	asked := map[int]int{} // slots, by the index of the reply
	for node, all := range todo {
		some := all[:min(slotsAtOnce, len(all))]
		for _, slot := range some {
			asked[p.AddTo(node, "CLUSTER", "COUNTKEYSINSLOT", strconv.Itoa(slot))] = slot
		}
		if todo[node] = all[len(some):]; len(todo[node]) == 0 {
			delete(todo, node)
		}
	}
	if err := p.Exec(ctx); err != nil {
		return err
	}
	for i, slot := range asked {
		n, err := p.Reply(i).Int()
		if err != nil {
			return err
		}
		counts[slot] = n
	}
	return nil
}
