package check_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// options are those of a first look: full values, one round, no waiting, and only
// the source's keys.
func options() check.Options {
	return check.Options{Mode: compare.FullValue, Rounds: 1, Batch: 16, Parallel: 3, QPS: 1 << 20,
		BigKey: 16384, TTLTolerance: time.Second, MaxFields: 10000, OneWay: true}
}

// outcome is what a run came to.
type outcome struct {
	conflicts  []string // one line each, sorted
	unverified []string
	suspects   []compare.Conflict // both, those unverified without a kind
	summary    check.Summary
	rounds     int
	err        error
	stats      check.Snapshot
	settled    check.Settled
	outcome    check.Outcome
}

// run checks two addresses.
func run(t *testing.T, source, target string, o check.Options) outcome {
	t.Helper()
	return runWith(t, connect(t, "source", source), connect(t, "target", target), o)
}

func connect(t *testing.T, name, addr string) *redis.Deployment {
	t.Helper()
	d, err := redis.Connect(t.Context(), redis.Options{Name: name, Address: addr, RetryFor: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func runWith(t *testing.T, source, target *redis.Deployment, o check.Options) outcome {
	t.Helper()
	return runIn(t, t.TempDir(), source, target, o)
}

// runIn has its result in a directory, where it replaces that of a run before.
func runIn(t *testing.T, dir string, source, target *redis.Deployment, o check.Options) outcome {
	t.Helper()
	store, err := sqlite.New(sqlite.Options{Path: filepath.Join(dir, "result.db"), Rounds: o.Rounds})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	stats := &check.Stats{}
	c := check.Check{Options: o, Source: source, Target: target, Store: store, Stats: stats, Log: slog.New(slog.DiscardHandler)}
	out := outcome{}
	out.rounds, out.err = c.Run(t.Context())
	out.stats, out.outcome = stats.Snapshot(), c.Outcome()
	out.settled = out.outcome.Settled
	state := sqlite.Complete
	if out.err != nil {
		state = sqlite.Partial
	}
	if err := store.Finish(context.Background(), state, ""); err != nil {
		t.Fatal(err)
	}
	if store.Published() {
		out.read(t, store.Path())
	}
	slices.Sort(out.conflicts)
	slices.Sort(out.unverified)
	return out
}

// read fills in what the result file holds.
func (out *outcome) read(t *testing.T, path string) {
	t.Helper()
	f, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if out.summary, err = f.Summary(context.Background()); err != nil {
		t.Fatal(err)
	}
	for s, err := range f.Suspects(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		out.suspects = append(out.suspects, s)
		if s.Kind == "" {
			out.unverified = append(out.unverified, s.Key)
		} else {
			out.conflicts = append(out.conflicts, line(s))
		}
	}
}

// line tells a conflict: `db0 "key" hash value 3/2 a=value b=lack_target`. Names
// of fields are as in Go's string literals, without the quotes.
func line(c compare.Conflict) string {
	text := fmt.Sprintf("db%d %q %s %s %d/%d", c.DB, c.Key, c.Type, c.Kind, c.Len[0], c.Len[1])
	fields := make([]string, 0, len(c.Fields))
	for _, f := range c.Fields {
		name := strconv.Quote(f.Name)
		fields = append(fields, fmt.Sprintf(" %s=%s", name[1:len(name)-1], f.Kind))
	}
	slices.Sort(fields)
	for _, f := range fields {
		text += f
	}
	if c.More > 0 {
		text += fmt.Sprintf(" +%d", c.More)
	}
	return text
}

// do runs redis commands given as words.
func do(t *testing.T, s *redistest.Server, commands ...[]any) {
	t.Helper()
	for _, c := range commands {
		s.Do(c...)
	}
}

// cmd is one command.
func cmd(args ...any) []any { return args }
