package value

import (
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// parseStream reads a reply of XINFO STREAM FULL.
func parseStream(r resp.Reply) (contents, error) {
	f, err := attributes(r)
	if err != nil {
		return contents{}, err
	}
	if f["entries"] == nil || f["groups"] == nil {
		return contents{}, nil
	}
	length, errLength := f["length"].Int()
	last, errLast := f[lastID].Text()
	entries, errEntries := items(f["entries"], entryItem)
	groups, whole, errGroups := parseGroups(f["groups"])
	marks, errMarks := marksOf(f)
	return contents{string(last), entries, groups, marks, remembered(f[trackedIDs]), whole && int64(len(entries)) == length},
		firstError(errLength, errLast, errEntries, errGroups, errMarks)
}

// plainStream is what a reply says of a stream without groups.
type plainStream struct {
	length  int64
	leftOut LeftOut
	whole   bool // there are no groups, and all entries are in the reply
}

// wholeStream looks at a reply, but at no entry.
func wholeStream(r resp.Reply) (s plainStream) {
	var name []byte
	var count, groups = -1, -1
	for e := range r.Elements() {
		switch string(name) {
		case "":
			name, _ = e.Text()
			continue
		case "length":
			s.length, _ = e.Int()
		case trackedIDs:
			s.leftOut = remembered(e)
		case "entries":
			count, _ = e.Len()
		case "groups":
			groups, _ = e.Len()
		}
		name = nil
	}
	s.whole = groups == 0 && int64(count) == s.length
	return s
}

func parseGroups(r resp.Reply) (out []group, whole bool, err error) {
	list, err := r.Array()
	whole = true
	for _, e := range list {
		g, all, err := parseGroup(e)
		if err != nil {
			return nil, false, err
		}
		out = append(out, g)
		whole = whole && all
	}
	return out, whole, err
}

func parseGroup(r resp.Reply) (g group, whole bool, err error) {
	f, err := attributes(r)
	if err != nil {
		return group{}, false, err
	}
	count := f["pel-count"]
	if count == nil { // as XINFO GROUPS and later versions call it
		count = f["pending-count"]
	}
	n, errCount := count.Int()
	name, errName := f["name"].Text()
	last, errLast := f["last-delivered-id"].Text()
	pel := f["pel"]
	if pel == nil {
		pel = f["pending"]
	}
	pending, errPending := items(pel, pendingItem)
	consumers, errConsumers := parseConsumers(f["consumers"])
	return group{name: string(name), last: string(last), pending: pending, consumers: consumers}, int64(len(pending)) == n,
		firstError(errCount, errName, errLast, errPending, errConsumers)
}

// pendingItem reads [ID, consumer, time, deliveries]; the time is not
// compared.
func pendingItem(r resp.Reply) (item, error) {
	parts, err := r.Array()
	if err != nil || len(parts) != 4 {
		return item{}, firstError(err, fmt.Errorf("unexpected pending entry %.40q", []byte(r)))
	}
	text, errID := parts[0].Text()
	consumer, errConsumer := parts[1].Text()
	deliveries, errCount := parts[3].Int()
	if err := firstError(errID, errConsumer, errCount); err != nil {
		return item{}, err
	}
	at, err := parseID(string(text))
	return item{at, fmt.Sprintf("%d %s", deliveries, consumer)}, err
}

func items(r resp.Reply, read func(resp.Reply) (item, error)) ([]item, error) {
	n, err := r.Len()
	if err != nil {
		return nil, err
	}
	out := make([]item, 0, min(n, PageElements))
	for e := range r.Elements() {
		it, err := read(e)
		if err != nil {
			return nil, err
		}
		out = append(out, it)
	}
	return out, nil
}

// attributes reads a flat array of names and values.
func attributes(r resp.Reply) (map[string]resp.Reply, error) {
	list, err := r.Array()
	if err != nil {
		return nil, err
	}
	if len(list)%2 != 0 {
		return nil, fmt.Errorf("unexpected reply %.40q", []byte(r))
	}
	out := make(map[string]resp.Reply, len(list)/2)
	for ; len(list) > 0; list = list[2:] {
		name, err := list[0].Text()
		if err != nil {
			return nil, err
		}
		out[string(name)] = list[1]
	}
	return out, nil
}
