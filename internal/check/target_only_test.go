package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// TestTargetOnly finds keys that only the target has, under whatever names and in
// whatever databases they are compared.
func TestTargetOnly(t *testing.T) {
	tests := []struct {
		name   string
		change func(testing.TB, *check.Options)
		want   []string
	}{
		{"all", nil, []string{`db0 "bin\x00\xff" string lack_source 0/1`, `db0 "h" hash lack_source 0/2`, `db0 "old:9" string lack_source 0/1`,
			`db0 "x" string lack_source 0/3`, `db3 "x" string lack_source 0/1`, `db5 "five" list lack_source 0/1`}},
		{"one way", func(_ testing.TB, o *check.Options) { o.OneWay = true }, nil},
		{"databases", func(_ testing.TB, o *check.Options) { o.DBs = []int{1, 3} }, []string{`db3 "x" string lack_source 0/1`}},
		{"a filter", func(t testing.TB, o *check.Options) { o.Filter = must[*scope.Filter](t)(scope.ParseFilter("x|five")) },
			[]string{`db0 "x" string lack_source 0/3`, `db3 "x" string lack_source 0/1`, `db5 "five" list lack_source 0/1`}},
		{"types", func(_ testing.TB, o *check.Options) { o.Types = scope.Types{"string"} }, []string{`db0 "bin\x00\xff" string lack_source 0/1`,
			`db0 "old:9" string lack_source 0/1`, `db0 "x" string lack_source 0/3`, `db3 "x" string lack_source 0/1`}},
		{"a database elsewhere", func(t testing.TB, o *check.Options) {
			o.DBs, o.DBMap = []int{1}, must[*scope.DBMap](t)(scope.ParseDBMap("1=3"))
		}, []string{`db1 "x" string lack_source 0/1`}},
		{"two databases in one", func(t testing.TB, o *check.Options) {
			o.DBs, o.DBMap = []int{0, 1}, must[*scope.DBMap](t)(scope.ParseDBMap("0=3,1=3"))
		}, []string{`db0 "common" string lack_target 1/0`, `db0 "x" string lack_source 0/1`}},
		{"other names", func(t testing.TB, o *check.Options) {
			o.DBs, o.KeyMap = []int{0}, scope.KeyMap{must[scope.Rename](t)(scope.ParseRename("s/^ol/old:/"))}
		}, []string{`db0 "bin\x00\xff" string lack_source 0/1`, `db0 "h" hash lack_source 0/2`, `db0 "ol9" string lack_source 0/1`,
			`db0 "x" string lack_source 0/3`}},
	}
	pair := redistest.Pair(t)
	for i := range pair {
		in(t, pair[i], 0, cmd("SET", "common", "1"))
		for n := range 300 {
			in(t, pair[i], 1, cmd("SET", fmt.Sprint("k", n), n))
		}
	}
	in(t, pair[1], 0, cmd("SET", "x", "abc"), cmd("HSET", "h", "a", 1, "b", 2), cmd("SET", "bin\x00\xff", "v"), cmd("SET", "old:9", "v"))
	in(t, pair[1], 3, cmd("SET", "x", "v"))
	in(t, pair[1], 5, cmd("RPUSH", "five", "v"))
	for _, tt := range tests {
		for _, mode := range []compare.Mode{compare.FullValue, compare.Length, compare.Exists} {
			t.Run(fmt.Sprint(tt.name, " ", mode), func(t *testing.T) {
				o := options()
				o.Mode, o.Rounds, o.OneWay = mode, 2, false
				if tt.change != nil {
					tt.change(t, &o)
				}
				got := run(t, pair[0].Addr, pair[1].Addr, o)
				if got.err != nil {
					t.Fatal(got.err)
				}
				got.conflicts = slices.DeleteFunc(got.conflicts, func(line string) bool { return strings.Contains(line, `"k`) }) // missing where databases are mapped
				if diff := cmp.Diff(tt.want, got.conflicts, cmpopts.EquateEmpty()); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}
