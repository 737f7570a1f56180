package redis

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// table is who serves which slot. A node goes by its address.
type table struct {
	masters  [slots]string       // "" where there is none
	sides    map[string][]string // a master's replicas
	replicas map[string]bool     // all of them

	owners  [slots]string     // the node to ask about a slot's keys
	readers map[string]string // for each master with slots the node that is swept
}

// parseSlots reads CLUSTER SLOTS. An empty or null host means that of the node
// that was asked.
func parseSlots(r resp.Reply, host string) (*table, error) {
	t := &table{sides: map[string][]string{}, replicas: map[string]bool{}}
	entries, err := r.Array()
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		parts, err := e.Array()
		if err != nil || len(parts) < 3 {
			return nil, errors.Join(err, fmt.Errorf("unexpected reply to CLUSTER SLOTS: %.60q", []byte(e)))
		}
		from, errFrom := parts[0].Int()
		to, errTo := parts[1].Int()
		nodes, errNodes := parseSlotNodes(parts[2:], host)
		if err := errors.Join(errFrom, errTo, errNodes); err != nil {
			return nil, err
		}
		if from < 0 || to >= slots {
			return nil, fmt.Errorf("unexpected reply to CLUSTER SLOTS: slots %d to %d", from, to)
		}
		t.add(int(from), int(to), nodes)
	}
	return t.read(Master, nil), nil
}

// add notes the nodes of a run of slots, of which the first is the master.
func (t *table) add(from, to int, nodes []string) {
	t.sides[nodes[0]] = nodes[1:]
	for _, n := range nodes[1:] {
		t.replicas[n] = true
	}
	for i := from; i <= to; i++ {
		t.masters[i] = nodes[0]
	}
}

func parseSlotNodes(list []resp.Reply, host string) ([]string, error) {
	var out []string
	for _, r := range list {
		parts, err := r.Array()
		if err != nil || len(parts) < 2 {
			return nil, errors.Join(err, fmt.Errorf("unexpected reply to CLUSTER SLOTS: %.60q", []byte(r)))
		}
		name, errName := parts[0].Text()
		port, errPort := parts[1].Int()
		if err := errors.Join(errName, errPort); err != nil {
			return nil, err
		}
		if string(name) == "?" && len(parts) > 3 {
			name = otherHost(parts[3])
		}
		if len(name) == 0 || string(name) == "?" {
			name = []byte(host)
		}
		out = append(out, net.JoinHostPort(string(name), strconv.FormatInt(port, 10)))
	}
	return out, nil
}

// otherHost finds the IP address of a node that has no host name although the
// cluster prefers them (Redis 7.0).
func otherHost(details resp.Reply) []byte {
	words, err := details.Texts()
	if i := slices.IndexFunc(words, func(w []byte) bool { return string(w) == "ip" }); err == nil && i >= 0 && i+1 < len(words) {
		return words[i+1]
	}
	return nil
}

// read returns a table whose owners and readers are those of a role. Slots in
// direct (may be nil) are read from masters.
func (t *table) read(role Role, direct *slotSet) *table {
	out := &table{masters: t.masters, sides: t.sides, replicas: t.replicas, readers: map[string]string{}}
	for master, replicas := range t.sides {
		out.readers[master] = master
		if role == Replica && len(replicas) > 0 {
			out.readers[master] = slices.Min(replicas)
		}
	}
	for slot, master := range t.masters {
		out.owners[slot] = out.readers[master]
		if direct != nil && direct[slot] {
			out.owners[slot] = master
		}
	}
	return out
}

// uncovered names the slots that nobody serves, "" if there are none.
func (t *table) uncovered() string {
	first := slices.Index(t.masters[:], "")
	if first < 0 {
		return ""
	}
	last := first
	for slot := first; slot < slots; slot++ {
		if t.masters[slot] == "" {
			last = slot
		}
	}
	return fmt.Sprintf("between %d and %d", first, last)
}

// swept lists the nodes that together hold all keys.
func (t *table) swept() []string { return slices.Sorted(maps.Values(t.readers)) }

// slotsOf are the slots that are swept on a node.
func (t *table) slotsOf(node string) *slotSet {
	var out slotSet
	for slot, master := range t.masters {
		out[slot] = t.readers[master] == node
	}
	return &out
}

// serves reports whether keys are read from a node.
func (t *table) serves(node string) bool {
	return t.readers[node] != "" || slices.Contains(slices.Collect(maps.Values(t.readers)), node)
}
