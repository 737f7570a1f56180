package scope

import (
	"regexp"
	"slices"
	"strings"
)

// Origins lists, in ascending order, the source databases whose keys belong into a
// target database and are compared: those of some source databases, and those that
// would be if the source had them.
func (s Scope) Origins(target int, sources []int) []int {
	out := append([]int{target}, sources...)
	if s.DBMap != nil {
		for from := range s.DBMap.named {
			out = append(out, from)
		}
	}
	out = slices.DeleteFunc(out, func(from int) bool { return !s.Wants(from) || s.DBMap.Target(from) != target })
	slices.Sort(out)
	return slices.Compact(out)
}

// Originals lists the names that a key of the target may have on the source, of
// those that are compared. The list is complete only if the key map is Invertible.
func (s Scope) Originals(key string) []string {
	names := []string{key}
	for _, r := range slices.Backward(s.KeyMap) {
		names = r.undo(names)
	}
	return slices.DeleteFunc(names, func(name string) bool { return !s.Filter.Admits(name) })
}

// Invertible reports whether the names of the target's keys tell those of the
// source's: each rename replaces a literal text at the beginning of the name.
func (m KeyMap) Invertible() bool {
	return !slices.ContainsFunc(m, func(r Rename) bool { return r.prefix == nil })
}

// prefix is what a rename of a beginning replaces, and by what.
type prefix struct{ old, replacement string }

// prefixOf returns nil if the expression or the template is more than a text.
func prefixOf(expression, template string) *prefix {
	text, anchored := strings.CutPrefix(expression, "^")
	re, err := regexp.Compile(text)
	if !anchored || err != nil {
		return nil
	}
	old, whole := re.LiteralPrefix()
	replacement := strings.ReplaceAll(template, "$$", "$")
	if !whole || strings.Count(template, "$") != 2*strings.Count(template, "$$") {
		return nil
	}
	return &prefix{old, replacement}
}

// undo lists the names of which the rename makes one of some names.
func (r Rename) undo(names []string) (out []string) {
	for _, name := range names {
		if r.apply(name) == name {
			out = append(out, name)
		}
		if r.prefix == nil {
			continue
		}
		rest, found := strings.CutPrefix(name, r.prefix.replacement)
		if old := r.prefix.old + rest; found && old != name && r.apply(old) == name {
			out = append(out, old)
		}
	}
	return out
}
