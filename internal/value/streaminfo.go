package value

import (
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// marks are what servers say of a stream as a whole besides lastID. They are
// compared where both sides have them: the first two from Redis 7.0 on, the
// settings of idempotent production from 8.6 on.
func marks() []string {
	return []string{addedMark, "max-deleted-entry-id", "idmp-duration", "idmp-maxsize"}
}

const addedMark = "entries-added"

// trackedIDs is how many IDs a stream remembers (Redis 8.6).
const trackedIDs = "iids-tracked"

// remembered tells from that number, which older servers do not give, what cannot
// be compared.
func remembered(tracked resp.Reply) LeftOut {
	if tracked == nil {
		return NothingLeftOut
	}
	if n, err := tracked.Int(); err != nil || n == 0 {
		return NothingLeftOut
	}
	return RememberedIDs
}

// marksOf takes the marks from what XINFO STREAM says, with FULL or without.
func marksOf(f map[string]resp.Reply) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range marks() {
		if f[name] == nil {
			continue
		}
		text, err := f[name].Text()
		if err != nil {
			return nil, err
		}
		out[name] = string(text)
	}
	return out, nil
}

// compareMarks adds the marks that differ. Where entries are lacking they differ
// for that reason.
func compareMarks(a, b map[string]string, c *collector) {
	if c.lacking {
		return
	}
	for _, name := range marks() {
		x, onA := a[name]
		y, onB := b[name]
		if onA && onB && x != y {
			c.add(name, Value)
		}
	}
}

// tellsConsumers reports whether both sides are of versions that tell their
// replicas of consumers without pending entries, as Redis does from 7.0 on.
// Before, a true replica lacks them.
func tellsConsumers(a, b map[string]string) bool {
	_, onA := a[addedMark]
	_, onB := b[addedMark]
	return onA && onB
}

// consumer is one of a group's.
type consumer struct {
	name string
	busy bool // something is pending for it
}

// compareConsumers compares the consumers of a group, sorted by name, for whom
// nothing is pending. The others are told by what is.
func compareConsumers(group string, a, b []consumer, c *collector) {
	lack := func(x consumer, side int) {
		if !x.busy {
			c.lack(consumerField(group, x.name), side)
		}
	}
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].name < b[0].name:
			lack(a[0], 1)
			a = a[1:]
		case len(a) == 0 || b[0].name < a[0].name:
			lack(b[0], 0)
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
}

// parseConsumers reads the list of a group's consumers, as XINFO CONSUMERS gives
// it or XINFO STREAM FULL.
func parseConsumers(r resp.Reply) ([]consumer, error) {
	if r == nil { // not every version lists them
		return nil, nil
	}
	list, err := r.Array()
	if err != nil {
		return nil, err
	}
	out := make([]consumer, 0, len(list))
	for _, e := range list {
		f, err := attributes(e)
		if err != nil {
			return nil, err
		}
		pending := f["pel-count"]
		if pending == nil {
			pending = f["pending"]
		}
		name, errName := f["name"].Text()
		n, errPending := pending.Int()
		if err := firstError(errName, errPending); err != nil {
			return nil, err
		}
		out = append(out, consumer{string(name), n > 0})
	}
	slices.SortFunc(out, func(x, y consumer) int { return strings.Compare(x.name, y.name) })
	return out, nil
}
