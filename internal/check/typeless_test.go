package check_test

import (
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// TestExistsWithoutType has servers that do not tell types, which mode Exists
// does not need.
func TestExistsWithoutType(t *testing.T) {
	for _, side := range []int{0, 1} {
		servers := redistest.Pair(t)
		do(t, servers[0], cmd("SET", "both", "v"), cmd("SET", "lacking", "v"), cmd("RPUSH", "other", "a"))
		do(t, servers[1], cmd("SET", "both", "v"), cmd("SET", "other", "v"))
		servers[side].Do("ACL", "SETUSER", "default", "-type")
		for rounds := 1; rounds <= 2; rounds++ {
			o := options()
			o.Mode, o.Rounds = compare.Exists, rounds
			want := []string{`db0 "lacking" unknown lack_target 1/0`}
			if side == 1 {
				want = []string{`db0 "lacking" string lack_target 1/0`}
			}
			expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want)
			o.Types = scope.Types{"string"}
			if got := run(t, servers[0].Addr, servers[1].Addr, o); side == 0 && len(got.unverified) == 0 {
				t.Errorf("types are wanted that nobody tells: %+v", got)
			}
		}
		if got := run(t, servers[0].Addr, servers[1].Addr, options()); len(got.unverified) != 3 || len(got.conflicts) != 0 {
			t.Errorf("mode 1: %+v", got)
		}
		servers[side].Do("ACL", "SETUSER", "default", "-exists")
		o := options()
		o.Mode = compare.Exists
		if got := run(t, servers[0].Addr, servers[1].Addr, o); len(got.unverified) == 0 || len(got.conflicts) != 0 {
			t.Errorf("neither TYPE nor EXISTS: %+v", got)
		}
	}
}
