package redistest

import (
	"fmt"
	"strconv"
	"strings"
)

// Slot returns the slot of a key.
func (c *ClusterNodes) Slot(key string) int {
	c.t.Helper()
	return int(c.alive()[0].Do("CLUSTER", "KEYSLOT", key).(int64))
}

// Owner returns the master of a slot.
func (c *ClusterNodes) Owner(slot int) *Server {
	c.t.Helper()
	for _, master := range c.Masters() {
		if owns(master.self(), slot) {
			return master
		}
	}
	c.t.Fatalf("slot %d has no master", slot)
	return nil
}

// owns looks for a slot in a line of CLUSTER NODES.
func owns(fields []string, slot int) bool {
	for _, field := range fields[8:] {
		first, last, isRange := strings.Cut(field, "-")
		if !isRange {
			last = first
		}
		low, err := strconv.Atoi(first)
		high, err2 := strconv.Atoi(last)
		if err == nil && err2 == nil && low <= slot && slot <= high {
			return true
		}
	}
	return false
}

// MoveSlot moves a slot with its keys to another master, as redis-cli does,
// and returns when all nodes know.
func (c *ClusterNodes) MoveSlot(slot int, from, to *Server) {
	c.t.Helper()
	c.StartMove(slot, from, to)
	for c.MoveKeys(slot, from, to, 100) > 0 {
	}
	c.FinishMove(slot, to)
}

// StartMove opens a slot: from now on its old master sends clients to the
// new one with ASK for keys that it does not have (any more), and both say
// TRYAGAIN to commands with several keys of which some have moved.
func (c *ClusterNodes) StartMove(slot int, from, to *Server) {
	c.t.Helper()
	to.Do("CLUSTER", "SETSLOT", slot, "IMPORTING", c.ids[from])
	from.Do("CLUSTER", "SETSLOT", slot, "MIGRATING", c.ids[to])
}

// MoveKeys moves up to max keys of an open slot and returns how many.
func (c *ClusterNodes) MoveKeys(slot int, from, to *Server, max int) int {
	c.t.Helper()
	keys := from.Do("CLUSTER", "GETKEYSINSLOT", slot, max).([]any)
	if len(keys) > 0 {
		from.Do(append(migrateTo(to), keys...)...)
	}
	return len(keys)
}

func migrateTo(to *Server) []any {
	args := []any{"MIGRATE", "127.0.0.1", to.busBase(), "", 0, 10000, "REPLACE"}
	if word := to.option("--requirepass"); word != "" {
		args = append(args, "AUTH", word)
	}
	return append(args, "KEYS")
}

// FinishMove gives an open slot, whose keys have all moved, to its new
// master and returns when all nodes know.
func (c *ClusterNodes) FinishMove(slot int, to *Server) {
	c.t.Helper()
	to.Do("CLUSTER", "SETSLOT", slot, "NODE", c.ids[to])
	for _, master := range c.Masters() {
		if master != to {
			master.Do("CLUSTER", "SETSLOT", slot, "NODE", c.ids[to])
		}
	}
	c.await(fmt.Sprintf("slot %d to have moved", slot), c.settled)
}
