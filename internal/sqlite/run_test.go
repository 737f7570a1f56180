package sqlite_test

import (
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// TestRun reads back what was written of a run.
func TestRun(t *testing.T) {
	for _, tolerance := range []time.Duration{-1, 0, 1500 * time.Millisecond} {
		want := aRun()
		want.Options.TTLTolerance = tolerance
		o := options(t, 2)
		s := newStore(t, o)
		s.Describe(want)
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
		want.Ended, want.State, want.Reason, want.Found = got.Ended, record.Partial, "interrupted", record.Found{Round: 1}
		equal(t, got, want)
	}
}

// aRun is a run with all that there is to tell.
func aRun() record.Run {
	at := func(s int64) time.Time { return time.UnixMilli(1e12 + s*1000) }
	return record.Run{
		Version: "1.0", Command: "redis-full-check -s a", Started: at(0),
		Options: check.Options{Mode: compare.Outline, Digest: true, Rounds: 2, Interval: time.Minute, QPS: 40, BigKey: 100, MaxFields: 7, ACL: true},
		Given:   []record.Flag{{Name: "filterlist", Value: "a*"}, {Name: "dbmap", Value: "0=5"}},
		Flags:   []record.Flag{{Name: "include", Value: "a\nb"}, {Name: "include", Value: "c\xff"}},
		Recheck: record.Recheck{File: "result.db.3", Keys: 23, Partial: true},
		Empty:   record.Empty{Cause: record.NothingChosen, Databases: []int{0, 3}, Keys: [2]int64{7, 0}, Families: []string{"user:*"}},
		Outcome: check.Outcome{
			Tuning:    check.Tuning{Batch: 2048, Parallel: 10, Parts: 8},
			Databases: []int{0, 3},
			Sides: [2]check.Side{
				{Address: "10.0.0.1:6379", Topology: "cluster of 3", Flavor: "valkey", Version: "8.1.0", Role: "master", RunID: "abc", Held: 17,
					Traffic:  check.Traffic{Exchanges: 5, Commands: 500, BytesReceived: 1 << 40, Waiting: 3 * time.Second},
					Keyspace: []check.Keys{{Moment: check.AtBegin, Read: at(1), Node: "n:1", DB: 3, Held: redis.DB{Keys: 4, Expires: 3, FieldExpires: 2}}}},
				{Address: "10.0.0.2:6379", Held: check.Unsteady,
					Keyspace: []check.Keys{{Moment: check.AtEnd, Read: at(2), Node: "m:1", DB: 0, Held: redis.DB{Uncounted: true}}}},
			},
			Rounds: []check.Round{
				{Number: 1, Began: at(1), Ended: at(5), Scanned: 9, Checked: 8, Conflicts: 3, Fields: 2, Unverified: 1},
				{Number: 2, Began: at(6), Retries: 4},
			},
			Compared: []check.Compared{{DB: 0, Type: "hash", Result: "equal", Keys: 5}, {DB: 0, Type: "hash", Result: "value", Keys: 3}},
		},
	}
}
