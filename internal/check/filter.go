package check

import (
	"fmt"
	"strings"
)

// Filter says by their names which keys are looked at. A nil Filter admits
// every key. It is safe for concurrent use.
type Filter struct {
	include []matcher // one of them has to match
}

// matcher reports whether a key is one of those it stands for. It must not
// allocate: it is asked once a key.
type matcher func(key string) bool

// ParseFilter reads a list of key names separated by '|', as -f takes it. A
// name followed by '*' stands for every key that begins with it, any other
// for that one key. What follows the first '*' is not looked at, as ever: `a*b`
// is `a*`, which is more than either reading of it asks for and never less.
// An empty list gives nil; an empty name in a list is an error.
func ParseFilter(list string) (*Filter, error) {
	if list == "" {
		return nil, nil
	}
	names := strings.Split(list, "|")
	for i, name := range names {
		if name == "" {
			return nil, fmt.Errorf("name %d of %d between the '|' is empty", i+1, len(names))
		}
	}
	return &Filter{include: []matcher{newNames(names).match}}, nil
}

// Admits reports whether the key is to be looked at.
func (f *Filter) Admits(key string) bool {
	if f == nil {
		return true
	}
	for _, m := range f.include {
		if m(key) {
			return true
		}
	}
	return false
}
