package redistest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

func addEntry(m *mutation) string {
	m.t.Helper()
	id := m.nextID()
	must(m, m.c.XAdd(m.ctx, &redis.XAddArgs{Stream: m.key, ID: id, Values: []any{"mutant", "entry"}}))
	return "added entry " + id
}

func removeEntry(m *mutation) string {
	m.t.Helper()
	entries := must(m, m.c.XRange(m.ctx, m.key, "-", "+"))
	if len(entries) == 0 {
		return ""
	}
	id := entries[m.IntN(len(entries))].ID
	must(m, m.c.XDel(m.ctx, m.key, id))
	return "removed entry " + id
}

func advanceID(m *mutation) string {
	m.t.Helper()
	id := m.nextID()
	must(m, m.c.Do(m.ctx, "XSETID", m.key, id))
	return "set last-generated-id to " + id
}

func addGroup(m *mutation) string {
	m.t.Helper()
	name := m.fresh()
	must(m, m.c.XGroupCreate(m.ctx, m.key, name, "0"))
	return fmt.Sprintf("added group %q", name)
}

func removeGroup(m *mutation) string {
	m.t.Helper()
	group, ok := m.group()
	if !ok {
		return ""
	}
	must(m, m.c.XGroupDestroy(m.ctx, m.key, group.Name))
	return fmt.Sprintf("removed group %q", group.Name)
}

func moveGroup(m *mutation) string {
	m.t.Helper()
	group, ok := m.group()
	if !ok {
		return ""
	}
	id := "0-1"
	if group.LastDeliveredID == id {
		id = "0-2"
	}
	must(m, m.c.XGroupSetID(m.ctx, m.key, group.Name, id))
	return fmt.Sprintf("set last-delivered-id of group %q to %s", group.Name, id)
}

func acknowledge(m *mutation) string {
	m.t.Helper()
	group, ok := m.group()
	if !ok || group.Pending == 0 {
		return ""
	}
	pending := must(m, m.c.XPendingExt(m.ctx, &redis.XPendingExtArgs{
		Stream: m.key, Group: group.Name, Start: "-", End: "+", Count: 1}))
	must(m, m.c.XAck(m.ctx, m.key, group.Name, pending[0].ID))
	return fmt.Sprintf("acknowledged entry %s in group %q", pending[0].ID, group.Name)
}

// group returns one of the stream's groups, if it has any.
func (m *mutation) group() (redis.XInfoGroup, bool) {
	m.t.Helper()
	groups := must(m, m.c.XInfoGroups(m.ctx, m.key))
	if len(groups) == 0 {
		return redis.XInfoGroup{}, false
	}
	return groups[m.IntN(len(groups))], true
}

// nextID returns the ID after the last one the stream generated.
func (m *mutation) nextID() string {
	m.t.Helper()
	last := must(m, m.c.XInfoStream(m.ctx, m.key)).LastGeneratedID
	ms, seq, _ := strings.Cut(last, "-")
	n, err := strconv.ParseUint(seq, 10, 64)
	if err != nil {
		m.t.Fatalf("mutate %q: last-generated-id %q", m.key, last)
	}
	return fmt.Sprintf("%s-%d", ms, n+1)
}
