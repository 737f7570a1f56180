// Package run makes one run, from connecting to the published result files: it
// reaches both sides, makes sure that comparing them proves something, compares
// them, and records what the run was and found. It knows no flags and prints
// nothing: how far it is, is in Stats, and what it found is in the result file.
package run

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// The sides, as indices.
const (
	source = 0
	target = 1
)

// Options are what a run was asked to do.
type Options struct {
	Check      check.Options
	Sides      [2]redis.Options // source and target
	Path       string           // base name of the result files, see package sqlite
	AllowEmpty bool             // it may be that neither side has a key to compare
	Version    string           // of this program, for the record
	Command    string           // the command line without secrets, for the record
	Given      []record.Flag    // the flags that choose or map keys, for the record
	Flags      []record.Flag    // all flags but secrets, for the record
	Recheck    *Recheck         // look at keys of an earlier result only; nil: at all
}

// Observer sees a run while it is made. Its functions may be nil and are called one
// at a time.
type Observer struct {
	Stats     *check.Stats
	Log       *slog.Logger
	Connected func(side int, s redis.Server)                              // a side was reached
	Reached   func(ctx context.Context, source, target *redis.Deployment) // both were
	Begins    func()                                                      // comparing begins: nothing is in the way
}

// Result is what became of a run.
type Result struct {
	File string // that holds the result; "" if no round began, and files of an earlier run were left alone
}

// Do makes a run. An error says why it ended early; what it had found until then is
// in Result.File all the same. A run that ends because ctx was canceled is recorded as
// interrupted.
func Do(ctx context.Context, o Options, watch Observer) (Result, error) {
	if watch.Stats == nil {
		watch.Stats = &check.Stats{}
	}
	if watch.Log == nil {
		watch.Log = slog.New(slog.DiscardHandler)
	}
	r := run{Options: o, Observer: watch, started: time.Now()}
	if err := r.connect(ctx); err != nil {
		return Result{}, err
	}
	if err := r.checkScope(ctx); err != nil {
		return Result{}, err
	}
	store, err := sqlite.New(sqlite.Options{Path: o.Path, Rounds: o.Check.Rounds})
	if err != nil {
		return Result{}, err
	}
	defer store.Close()
	if err := r.take(ctx, store); err != nil {
		return Result{}, err
	}
	return r.compare(ctx, store)
}

// run is one run under way.
type run struct {
	Options
	Observer
	sides   [2]*redis.Deployment
	started time.Time
	again   record.Recheck // what the keys are, if they are of an earlier result
}

// connect reaches both sides.
func (r *run) connect(ctx context.Context) (err error) {
	retries := retryLog{stats: r.Stats, log: r.Log}
	for i, o := range r.Sides {
		o.OnRetry = retries.note
		if r.sides[i], err = redis.Connect(ctx, o); err != nil {
			return err
		}
		if r.Connected != nil {
			r.Connected(i, r.sides[i].Server())
		}
	}
	if r.Reached != nil {
		r.Reached(ctx, r.sides[source], r.sides[target])
	}
	return nil
}

// compare makes the rounds and publishes what they found, whatever became of them.
func (r *run) compare(ctx context.Context, store *sqlite.Store) (Result, error) {
	if r.Begins != nil {
		r.Begins()
	}
	c := check.Check{Options: r.Check, Source: r.sides[source], Target: r.sides[target], Store: store, Stats: r.Stats, Log: r.Log}
	rounds, runErr := c.Run(ctx)
	described := r.record(&c)
	if runErr == nil {
		described.Empty, runErr = r.ifEmpty(ctx, store, rounds)
	}
	store.Describe(described)
	state, reason := record.Complete, ""
	if runErr != nil {
		state, reason = record.Partial, reasonOf(runErr)
	}
	if err := store.Finish(ctx, state, reason); err != nil {
		return Result{}, errors.Join(runErr, err)
	}
	if !store.Published() {
		return Result{}, runErr
	}
	return Result{File: store.Path()}, runErr
}

// record says what the run was and did.
func (r *run) record(c *check.Check) record.Run {
	return record.Run{Version: r.Version, Command: r.Command, Started: r.started, Options: r.Check, Given: r.Given, Flags: r.Flags,
		Recheck: r.again, Outcome: c.Outcome()}
}

// reasonOf says why a run ended early.
func reasonOf(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	return strings.TrimSpace(err.Error())
}
