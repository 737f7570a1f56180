package plan

import (
	"cmp"
	"context"
	"slices"
)

// Slots compares the counts of a cluster's slots.
type Slots struct {
	Differ int        `json:"differ"` // slots whose counts are not the same
	Most   []SlotKeys `json:"most"`   // those that differ most, worst first
}

// SlotKeys is one slot.
type SlotKeys struct {
	Slot int      `json:"slot"`
	Keys [2]int64 `json:"keys"` // of source and target
}

func (s SlotKeys) difference() int64 { return abs(s.Keys[0] - s.Keys[1]) }

// worstSlots is how many slots are named.
const worstSlots = 10

// slots counts slot by slot where both sides are clusters, and a key has the same
// name on both. What a side keeps to itself is left out.
func (m Maker) slots(ctx context.Context) (*Slots, error) {
	o := m.Options
	if len(o.KeyMap) > 0 || !o.Wants(0) || o.DBMap.Target(0) != 0 {
		return nil, nil
	}
	var counts [2][]int64
	for i, side := range m.sides() {
		var err error
		if counts[i], err = side.SlotKeys(ctx); err != nil {
			return nil, ctx.Err()
		}
		if counts[i] == nil {
			return nil, nil
		}
	}
	return compareSlots(counts), nil
}

func compareSlots(counts [2][]int64) *Slots {
	out := &Slots{Most: []SlotKeys{}}
	for slot := range counts[0] {
		s := SlotKeys{slot, [2]int64{counts[0][slot], counts[1][slot]}}
		if s.difference() == 0 {
			continue
		}
		out.Differ++
		out.Most = append(out.Most, s)
	}
	slices.SortStableFunc(out.Most, func(a, b SlotKeys) int { return cmp.Compare(b.difference(), a.difference()) })
	out.Most = out.Most[:min(worstSlots, len(out.Most))]
	return out
}
