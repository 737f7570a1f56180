package check_test

import (
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

// TestDefaultsRun leaves all that can be left to the run.
func TestDefaultsRun(t *testing.T) {
	servers, _, want := seeded(t, 100)
	o := check.Defaults()
	o.Interval = 0
	expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want)
}

// TestInvalidOptions ends a run before anything is asked.
func TestInvalidOptions(t *testing.T) {
	servers, _, _ := seeded(t, 1)
	if got := run(t, servers[0].Addr, servers[1].Addr, check.Options{Rounds: 1}); got.err == nil || got.rounds != 0 {
		t.Errorf("error %v after %d rounds", got.err, got.rounds)
	}
}
