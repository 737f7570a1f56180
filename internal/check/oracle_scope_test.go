package check_test

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// anyScope draws databases, names and filters, and sets the options for them.
func anyScope(rt *rapid.T, sides [2]*deployed, o *check.Options) drawnScope {
	s := drawnScope{dbs: []int{0}, target: func(at place) place { return at }, admits: func(place) bool { return true }}
	if rapid.IntRange(0, 2).Draw(rt, "databases") == 0 {
		s.moreDatabases(rt, sides, o)
	}
	if rapid.IntRange(0, 3).Draw(rt, "other names") == 0 {
		s.otherNames(rt, o)
	}
	if rapid.IntRange(0, 3).Draw(rt, "filter") == 0 {
		s.filter(rt, o)
	}
	return s
}

// moreDatabases maps databases; a cluster has but one.
func (s *drawnScope) moreDatabases(rt *rapid.T, sides [2]*deployed, o *check.Options) {
	maps := map[string]map[int]int{"0=5,3=0": {0: 5, 3: 0}, "0=3,3=0": {0: 3, 3: 0}, "": {0: 0, 3: 3}}
	switch {
	case sides[0].isCluster() && sides[1].isCluster():
		return
	case sides[0].isCluster():
		maps = map[string]map[int]int{"0=7": {0: 7}}
	case sides[1].isCluster():
		maps = map[string]map[int]int{"7=0": {7: 0}}
	}
	var names []string
	for name := range maps {
		names = append(names, name)
	}
	slices.Sort(names)
	text := rapid.SampledFrom(names).Draw(rt, "dbmap")
	if text != "" {
		o.DBMap, _ = scope.ParseDBMap(text)
	}
	s.dbs = nil
	for from := range maps[text] {
		s.dbs = append(s.dbs, from)
	}
	slices.Sort(s.dbs)
	s.target = func(at place) place { return place{maps[text][at.db], at.name} }
	if rapid.IntRange(0, 2).Draw(rt, "one database") == 0 {
		one := s.dbs[len(s.dbs)-1]
		o.DBs = []int{one}
		s.admits = func(at place) bool { return at.db == one }
	}
}

// otherNames renames keys on the target.
func (s *drawnScope) otherNames(rt *rapid.T, o *check.Options) {
	names := map[string]func(string) string{
		"s/^/new:/":   func(name string) string { return "new:" + name },
		"s/user/cu/g": func(name string) string { return strings.ReplaceAll(name, "user", "cu") },
	}
	text := rapid.SampledFrom([]string{"s/^/new:/", "s/user/cu/g"}).Draw(rt, "keymap")
	rename, err := scope.ParseRename(text)
	if err != nil {
		rt.Fatal(err)
	}
	o.KeyMap = scope.KeyMap{rename}
	before := s.target
	s.target = func(at place) place {
		to := before(at)
		return place{to.db, names[text](to.name)}
	}
}

// filter leaves keys out by their names.
func (s *drawnScope) filter(rt *rapid.T, o *check.Options) {
	f, err := scope.ParseFilter("user*|k*|bin*")
	if err != nil {
		rt.Fatal(err)
	}
	o.Filter = f
	without := rapid.Bool().Draw(rt, "exclude")
	if without {
		p, err := scope.ParseKeyPattern("k_*")
		if err != nil {
			rt.Fatal(err)
		}
		o.Filter = f.With(nil, []scope.KeyPattern{p})
	}
	before := s.admits
	s.admits = func(at place) bool {
		name := at.name
		wanted := strings.HasPrefix(name, "user") || strings.HasPrefix(name, "k") || strings.HasPrefix(name, "bin")
		return before(at) && wanted && (!without || !strings.HasPrefix(name, "k_"))
	}
}
