package value

import (
	"slices"
	"strconv"

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
func marksOf(f map[string]resp.Reply) (out []Element, err error) {
	for _, name := range marks() {
		if f[name] == nil {
			continue
		}
		text, err := f[name].Text()
		if err != nil {
			return nil, err
		}
		out = append(out, Element{Part: Attribute, Name: name, Content: slices.Clone(text)})
	}
	return out, nil
}

// tellsConsumers reports whether a side is of a version that tells its replicas of
// consumers without pending entries, as Redis does from 7.0 on. Before, a true
// replica lacks them.
func tellsConsumers(marks []Element) bool {
	return slices.ContainsFunc(marks, func(e Element) bool { return e.Name == addedMark })
}

// parseConsumers reads the list of a group's consumers, as XINFO CONSUMERS gives
// it or XINFO STREAM FULL.
func parseConsumers(r resp.Reply, group string) ([]Element, error) {
	if r == nil { // not every version lists them
		return nil, nil
	}
	out, err := eachOf(r, func(e resp.Reply) (Element, error) {
		f, err := attributes(e)
		if err != nil {
			return Element{}, err
		}
		name, errName := f["name"].Text()
		n, errPending := first(f, "pel-count", "pending").Int()
		return Element{Part: Consumer, Group: group, Name: string(name), Content: strconv.AppendInt(nil, n, 10)}, firstError(errName, errPending)
	})
	slices.SortFunc(out, byName)
	return out, err
}
