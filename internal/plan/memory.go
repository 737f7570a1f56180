package plan

import "strings"

// memory is about servers that evict keys. A replica leaves that to its master
// (replica-ignore-maxmemory, Redis 5.0).
func (p Plan) memory() (out []Finding) {
	for i, s := range []Side{p.Source, p.Target} {
		evicts := Finding{Code: Evicts, Side: sideName(i)}
		touches := Finding{Code: Touches, Side: sideName(i)}
		for _, n := range s.Nodes {
			if n.Evicted > 0 || n.evicts() {
				evicts.Count += n.Evicted
				evicts.Detail = n.Policy
			}
			if n.evicts() && !n.NoTouch && (strings.HasSuffix(n.Policy, "-lru") || strings.HasSuffix(n.Policy, "-lfu")) {
				touches.Detail = n.Policy
			}
		}
		if evicts.Detail != "" {
			out = append(out, evicts)
		}
		if touches.Detail != "" {
			out = append(out, touches)
		}
	}
	return out
}

// evicts reports whether the node deletes keys when its memory is full.
func (n Node) evicts() bool {
	return n.Limit > 0 && n.Role != "replica" && n.Policy != "" && n.Policy != "noeviction"
}
