package value

import (
	"fmt"
	"slices"

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
	entries, errEntries := entriesOf(f["entries"])
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
	sortGroups(out)
	return out, whole, err
}

func sortGroups(groups []group) {
	slices.SortFunc(groups, func(x, y group) int { return byName(x.head, y.head) })
}

func parseGroup(r resp.Reply) (g group, whole bool, err error) {
	f, err := attributes(r)
	if err != nil {
		return group{}, false, err
	}
	n, errCount := first(f, "pel-count", "pending-count").Int() // later versions call it as XINFO GROUPS does
	head, errHead := groupHead(f)
	pending, errPending := pendingOf(first(f, "pel", "pending"), head.Name)
	consumers, errConsumers := parseConsumers(f["consumers"], head.Name)
	return group{head: head, pending: pending, consumers: consumers}, int64(len(pending)) == n,
		firstError(errCount, errHead, errPending, errConsumers)
}

// groupHead makes an element of what describes a group.
func groupHead(f map[string]resp.Reply) (Element, error) {
	name, errName := f["name"].Text()
	last, errLast := f["last-delivered-id"].Text()
	return Element{Part: Group, Name: string(name), Content: last}, firstError(errName, errLast)
}

// first is the first of the names that there is; nil if there is none.
func first(f map[string]resp.Reply, names ...string) resp.Reply {
	for _, name := range names {
		if f[name] != nil {
			return f[name]
		}
	}
	return nil
}

// entriesOf reads entries: [ID, fields and values].
func entriesOf(r resp.Reply) ([]Element, error) {
	return eachOf(r, func(e resp.Reply) (Element, error) {
		parts, err := e.Array()
		if err != nil || len(parts) != 2 {
			return Element{}, firstError(err, fmt.Errorf("unexpected stream entry %.40q", []byte(e)))
		}
		id, err := idText(parts[0])
		return Element{Name: id, Content: parts[1]}, err
	})
}

// pendingOf reads what is pending in a group: [ID, consumer, time, deliveries]; the
// time is not compared.
func pendingOf(r resp.Reply, group string) ([]Element, error) {
	return eachOf(r, func(e resp.Reply) (Element, error) {
		parts, err := e.Array()
		if err != nil || len(parts) != 4 {
			return Element{}, firstError(err, fmt.Errorf("unexpected pending entry %.40q", []byte(e)))
		}
		id, errID := idText(parts[0])
		consumer, errConsumer := parts[1].Text()
		deliveries, errCount := parts[3].Int()
		content := fmt.Appendf(nil, "%d %s", deliveries, consumer)
		return Element{Part: Pending, Group: group, Name: id, Content: content}, firstError(errID, errConsumer, errCount)
	})
}

// idText reads a stream ID.
func idText(r resp.Reply) (string, error) {
	text, err := r.Text()
	if err != nil {
		return "", err
	}
	_, err = parseID(string(text))
	return string(text), err
}

// eachOf reads each element of a list.
func eachOf(r resp.Reply, read func(resp.Reply) (Element, error)) ([]Element, error) {
	n, err := r.Len()
	if err != nil {
		return nil, err
	}
	out := make([]Element, 0, min(n, PageElements))
	for part := range r.Elements() {
		e, err := read(part)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
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
