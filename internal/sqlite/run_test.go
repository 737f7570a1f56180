package sqlite_test

import (
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// TestRun reads back what was written of a run.
func TestRun(t *testing.T) {
	for _, tolerance := range []time.Duration{-1, 0, 1500 * time.Millisecond} {
		o := options(t, 2)
		o.Check = check.Options{Mode: check.Outline, Digest: true, Rounds: 2, Interval: time.Minute, QPS: 40, Rate: 500, Bandwidth: 7e6,
			MaxLatency: 3 * time.Millisecond, BigKey: 100,
			TTLTolerance: tolerance, MaxFields: 7}
		tuning := check.Tuning{Batch: 2048, Parallel: 10, Parts: 8}
		s := newStore(t, o)
		s.Note("filterlist", "a*")
		s.Tuned(tuning)
		round(t, s, 1)
		must(t, s.Finish(t.Context(), sqlite.Partial, "interrupted"))
		f, err := sqlite.Open(t.Context(), s.Path())
		must(t, err)
		defer f.Close()
		got, err := f.Run(t.Context())
		must(t, err)
		if since := time.Since(got.Ended); since < 0 || since > time.Hour {
			t.Errorf("it ended at %v", got.Ended)
		}
		want := sqlite.Run{Version: "1.0", Source: o.Source, Target: o.Target, Options: o.Check, Tuning: tuning,
			Started: o.Started, Ended: got.Ended, State: sqlite.Partial, Reason: "interrupted", FoundIn: "round 1"}
		equal(t, got, want)
	}
}
