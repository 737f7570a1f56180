package check_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestOpenSlot compares keys of a slot that stays open with a part of them moved:
// nodes then refuse commands about several of its keys, for as long as it takes.
func TestOpenSlot(t *testing.T) {
	source, target := redistest.Start(t), redistest.Cluster(t, 2, 0)
	const keys = 400
	for i := range keys {
		do(t, source, cmd("SET", fmt.Sprint("{open}:", i), i))
		target.Client().Set(t.Context(), fmt.Sprint("{open}:", i), i, 0)
	}
	target.Client().Set(t.Context(), "{open}:7", "other", 0)
	target.Client().Del(t.Context(), "{open}:8", "{open}:399")
	slot := target.Slot("{open}")
	from := target.Owner(slot)
	to := target.Masters()[1-slices.Index(target.Masters(), from)]
	target.StartMove(slot, from, to)
	target.MoveKeys(slot, from, to, keys/2)
	missing := []string{`db0 "{open}:399" string lack_target 3/0`, `db0 "{open}:8" string lack_target 1/0`}
	for mode, want := range map[check.Mode][]string{
		check.FullValue: {missing[0], `db0 "{open}:7" string value 1/5`, missing[1]},
		check.Exists:    missing,
	} {
		o := options()
		o.Mode = mode
		expect(t, run(t, source.Addr, list(target), o), want)
	}
}
