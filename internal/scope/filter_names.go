package scope

import (
	"slices"
	"strings"
)

// names is a set of exact key names and of prefixes.
type names struct {
	exact    map[string]struct{}
	prefixes []string // sorted; none begins with another, so only one can match a key
}

// newNames sorts out the elements of a filter list.
func newNames(list []string) *names {
	n := &names{exact: make(map[string]struct{})}
	for _, name := range list {
		if prefix, _, star := strings.Cut(name, "*"); star {
			n.prefixes = append(n.prefixes, prefix)
		} else {
			n.exact[name] = struct{}{}
		}
	}
	n.prefixes = shortest(n.prefixes)
	return n
}

// shortest sorts prefixes and leaves out those that begin with another one.
func shortest(prefixes []string) []string {
	slices.Sort(prefixes)
	kept := prefixes[:0]
	for _, p := range prefixes {
		if len(kept) == 0 || !strings.HasPrefix(p, kept[len(kept)-1]) {
			kept = append(kept, p)
		}
	}
	return kept
}

// match reports whether the key is in the set. The only prefix that can match
// is the last one that does not sort after the key: anything between a prefix
// of the key and the key begins with that prefix itself.
func (n *names) match(key string) bool {
	if _, ok := n.exact[key]; ok {
		return true
	}
	i, found := slices.BinarySearch(n.prefixes, key)
	return found || i > 0 && strings.HasPrefix(key, n.prefixes[i-1])
}

// glob is the SCAN MATCH for a single name or prefix, "" for anything else.
func (n *names) glob() string {
	switch {
	case len(n.exact) == 0 && len(n.prefixes) == 1 && n.prefixes[0] != "":
		return escapeGlob(n.prefixes[0]) + "*"
	case len(n.exact) == 1 && len(n.prefixes) == 0:
		for name := range n.exact {
			return escapeGlob(name)
		}
	}
	return ""
}
