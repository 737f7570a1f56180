package check_test

import (
	"fmt"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestTargetProved leaves the target's sweep out only where the counts prove that it
// would find nothing.
func TestTargetProved(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(pair [2]*redistest.Server)
		want    check.TargetSweep
	}{
		{"the same", func([2]*redistest.Server) {}, check.TargetProved},
		{"two are missing", func(p [2]*redistest.Server) { p[1].Do("DEL", "k1", "k2") }, check.TargetProved},
		{"as many keys, but others", func(p [2]*redistest.Server) { p[1].Do("RENAME", "k1", "other") }, check.TargetSwept},
		{"one expires", func(p [2]*redistest.Server) { p[0].Do("EXPIRE", "k1", 1000) }, check.TargetSwept},
		{"another database", func(p [2]*redistest.Server) { p[1].Client(7).Set(t.Context(), "k", "v", 0) }, check.TargetSwept},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			pair := redistest.Pair(t)
			for i := range 100 {
				pair[0].Do("SET", fmt.Sprint("k", i), i)
				pair[1].Do("SET", fmt.Sprint("k", i), i)
			}
			tt.prepare(pair)
			o := options()
			o.OneWay = false
			if got := run(t, pair[0].Addr, pair[1].Addr, o); got.err != nil || got.outcome.Target != tt.want {
				t.Errorf("%v: %q, want %q", got.err, got.outcome.Target, tt.want)
			}
		})
	}
}
