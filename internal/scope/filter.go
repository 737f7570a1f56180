package scope

import (
	"fmt"
	"strings"
)

// Filter says by their names which keys are looked at. A nil Filter admits
// every key. It is safe for concurrent use.
type Filter struct {
	include [][]matcher // of each group one has to match
	exclude []matcher   // none of them may match
	glob    string      // a SCAN MATCH that lets through whatever is admitted, and perhaps more; "" if there is none
}

// matcher reports whether a key is one of those it stands for. It must not
// allocate: it is asked once a key.
type matcher func(key string) bool

// ParseFilter reads a list of key names separated by '|', as -f takes it. A
// name followed by '*' stands for every key that begins with it, any other
// for that one key. A '*' anywhere else is refused: redis-full-check 1.x took
// `a*b` for `a*`. An empty list gives nil; an empty name in a list is an error.
func ParseFilter(list string) (*Filter, error) {
	if list == "" {
		return nil, nil
	}
	all := strings.Split(list, "|")
	for i, name := range all {
		if name == "" {
			return nil, fmt.Errorf("name %d of %d between the '|' is empty", i+1, len(all))
		}
		if star := strings.IndexByte(name, '*'); star >= 0 && star < len(name)-1 {
			return nil, fmt.Errorf("name %d of %d has a * that is not at its end; patterns are given by --include, one each", i+1, len(all))
		}
	}
	n := newNames(all)
	return &Filter{include: [][]matcher{{n.match}}, glob: n.glob()}, nil
}

// With returns a filter that admits what f admits if one of include stands for
// it, unless there are none, and none of exclude does.
func (f *Filter) With(include, exclude []KeyPattern) *Filter {
	if len(include)+len(exclude) == 0 {
		return f
	}
	out := &Filter{exclude: matchers(exclude)}
	if f != nil {
		out.include, out.glob = f.include, f.glob
		out.exclude = append(out.exclude, f.exclude...)
	}
	if len(include) > 0 {
		out.include = append(out.include[:len(out.include):len(out.include)], matchers(include))
	}
	if len(include) == 1 && out.glob == "" {
		out.glob = include[0].glob
	}
	return out
}

func matchers(patterns []KeyPattern) []matcher {
	var out []matcher
	for _, p := range patterns {
		out = append(out, p.match)
	}
	return out
}

// Admits reports whether the key is to be looked at.
func (f *Filter) Admits(key string) bool {
	if f == nil {
		return true
	}
	for _, group := range f.include {
		if !anyMatch(group, key) {
			return false
		}
	}
	return !anyMatch(f.exclude, key)
}

func anyMatch(group []matcher, key string) bool {
	for _, m := range group {
		if m(key) {
			return true
		}
	}
	return false
}

// Glob returns what the servers may be given as SCAN MATCH, so that they do
// most of the filtering; "" if nothing will do.
func (f *Filter) Glob() string {
	if f == nil {
		return ""
	}
	return f.glob
}
