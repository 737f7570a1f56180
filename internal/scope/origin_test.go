package scope

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestOrigins(t *testing.T) {
	tests := []struct {
		dbs, targets []int
		dbmap        string
		target       int
		sources      []int // that the source has
		want         []int
	}{
		{target: 3, sources: []int{0, 1}, want: []int{3}},
		{dbs: []int{0}, target: 3, sources: []int{0}, want: []int{}},
		{targets: []int{3}, target: 3, want: []int{3}},
		{dbmap: "0=7", target: 7, sources: []int{0, 7}, want: []int{0, 7}},
		{dbmap: "0=7", target: 0, sources: []int{0, 7}, want: []int{}},
		{dbmap: "5=0,0=5", target: 5, want: []int{0}},
		{dbmap: "*=0", target: 0, sources: []int{2, 9}, want: []int{0, 2, 9}},
		{dbmap: "*=0", target: 4, sources: []int{2, 9}, want: []int{}},
		{dbs: []int{2}, dbmap: "*=0", target: 0, sources: []int{2, 9}, want: []int{2}},
	}
	for _, tt := range tests {
		s := Scope{DBs: tt.dbs, TargetDBs: tt.targets}
		if tt.dbmap != "" {
			s.DBMap, _ = ParseDBMap(tt.dbmap)
		}
		if diff := cmp.Diff(tt.want, s.Origins(tt.target, tt.sources)); diff != "" {
			t.Errorf("%+v: %s", tt, diff)
		}
	}
}

func TestOriginals(t *testing.T) {
	tests := []struct {
		renames []string
		key     string
		want    []string // nil: the map is not invertible
	}{
		{nil, "a", []string{"a"}},
		{[]string{"s/^old:/new:/"}, "new:1", []string{"new:1", "old:1"}},
		{[]string{"s/^old:/new:/"}, "old:1", []string{}},
		{[]string{"s/^old:/new:/"}, "other", []string{"other"}},
		{[]string{"s/^/p:/"}, "p:1", []string{"1"}},
		{[]string{"s/^/p:/"}, "1", []string{}},
		{[]string{"s/^p://"}, "1", []string{"1", "p:1"}},
		{[]string{"s/^p://"}, "p:1", []string{"p:p:1"}},
		{[]string{"s/^a/b/", "s/^b/c/"}, "c1", []string{"c1", "b1", "a1"}},
		{[]string{`s/^a\./$b/`}, "$b1", []string{"$b1", "a.1"}},
		{[]string{"s/^(a)/b/"}, "b1", []string{"b1", "a1"}},
		{[]string{"s/^a/b\\0/"}, "ba1", nil},
		{[]string{"s/a/b/"}, "b", nil},
		{[]string{"s/^a|b/c/"}, "c", nil},
		{[]string{"s/^a.*/b/"}, "b", nil},
	}
	for _, tt := range tests {
		m := keyMap(t, tt.renames)
		if m.Invertible() != (tt.want != nil) {
			t.Errorf("%q: invertible is %v", tt.renames, m.Invertible())
		}
		if tt.want == nil {
			continue
		}
		got := Scope{KeyMap: m}.Originals(tt.key)
		slices.Sort(got)
		slices.Sort(tt.want)
		if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q, %q: %s", tt.renames, tt.key, diff)
		}
	}
}

func keyMap(t testing.TB, renames []string) (m KeyMap) {
	t.Helper()
	for _, text := range renames {
		r, err := ParseRename(text)
		if err != nil {
			t.Fatal(err)
		}
		m = append(m, r)
	}
	return m
}

// TestOriginalsAreComplete maps names that are short enough to meet each other
// forth and back.
func TestOriginalsAreComplete(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("ab:")), 0, 3, -1)
	rapid.Check(t, func(rt *rapid.T) {
		var renames []string
		for range rapid.IntRange(0, 3).Draw(rt, "renames") {
			renames = append(renames, "s/^"+text.Draw(rt, "old")+"/"+text.Draw(rt, "new")+"/")
		}
		m := keyMap(t, renames)
		name := rapid.StringOfN(rapid.SampledFrom([]rune("ab:")), 0, 5, -1).Draw(rt, "name")
		pair := m.Pair(name)
		if !m.Invertible() || !slices.Contains(Scope{KeyMap: m}.Originals(pair[1]), name) {
			rt.Errorf("%q: %q is not found from %q", renames, name, pair[1])
		}
	})
}
