package check_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/compare"
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
	for mode, want := range map[compare.Mode][]string{
		compare.FullValue: {missing[0], `db0 "{open}:7" string value 1/5`, missing[1]},
		compare.Exists:    missing,
	} {
		o := options()
		o.Mode = mode
		expect(t, run(t, source.Addr, list(target), o), want)
	}
}

// TestSlotMovesFromReplica loses no key that leaves the replica it is read from
// while it is looked at, in a run of one round.
func TestSlotMovesFromReplica(t *testing.T) {
	t.Parallel() // it mostly waits
	cluster, other := redistest.Cluster(t, 2, 1), redistest.Start(t)
	const keys = 400
	for i := range keys {
		cluster.Client().Set(t.Context(), fmt.Sprint("{open}:", i), i, 0)
		do(t, other, cmd("SET", fmt.Sprint("{open}:", i), i))
	}
	slot := cluster.Slot("{open}")
	from := cluster.Owner(slot)
	to := cluster.Masters()[1-slices.Index(cluster.Masters(), from)]
	replica := cluster.ReplicasOf(from)[0]
	awaitSize(t, replica, keys)
	for _, back := range []bool{false, true} {
		proxy := redistest.NewProxy(t, other.Addr)
		addrs := [2]string{"slave@" + list(cluster), proxy.Addr}
		if back { // the same with the cluster as target
			addrs = [2]string{proxy.Addr, "slave@" + list(cluster)}
			from, to = to, from
			replica = cluster.ReplicasOf(from)[0]
			awaitSize(t, replica, keys)
		}
		source, target := connect(t, "source", addrs[0]), connect(t, "target", addrs[1])
		moved := false
		proxy.AnswerWith("MGET", func([]string) string {
			moved = true
			cluster.StartMove(slot, from, to)
			for cluster.MoveKeys(slot, from, to, keys) > 0 {
			}
			awaitSize(t, replica, 0)
			return ""
		}, redistest.After(3), redistest.Times(1))
		o := options()
		o.Rounds, o.Batch, o.Parallel = 1, 10, 1
		expect(t, runWith(t, source, target, o), nil)
		if !moved {
			t.Error("the slot did not move while it was looked at")
		}
		cluster.FinishMove(slot, to)
	}
}

// awaitSize waits until a replica holds so many keys.
func awaitSize(t *testing.T, replica *redistest.Server, keys int64) {
	t.Helper()
	redistest.Eventually(t, fmt.Sprintf("for a replica with %d keys", keys), func() bool { return replica.Do("DBSIZE") == keys })
}
