package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"redis-full-check/internal/check"
	"redis-full-check/internal/redis"
	"redis-full-check/internal/report"
	"redis-full-check/internal/sqlite"
)

// runCheck connects, compares, writes the result files and reports.
func runCheck(ctx context.Context, cfg config, env Env) (exit, error) {
	screen, err := openScreen(cfg, env)
	if err != nil {
		return exitTrouble, err
	}
	defer screen.close()
	stop, err := profile(cfg.Profile)
	if err != nil {
		return exitTrouble, err
	}
	defer stop()
	r := run{cfg: cfg, env: env, screen: screen, stats: &check.Stats{}, started: time.Now()}
	return r.do(ctx)
}

// run is one check from connecting to the closing line.
type run struct {
	cfg     config
	env     Env
	screen  *screen
	stats   *check.Stats
	sides   [2]*redis.Deployment
	store   *sqlite.Store
	started time.Time
}

func (r *run) do(ctx context.Context) (exit, error) {
	if err := r.connect(ctx); err != nil {
		return exitTrouble, err
	}
	var err error
	if r.store, err = sqlite.New(r.storeOptions()); err != nil {
		return exitTrouble, err
	}
	rounds, runErr := r.compare(ctx)
	if err := r.publish(ctx, runErr); err != nil {
		return exitTrouble, errors.Join(runErr, err)
	}
	if !r.store.Published() {
		return exitTrouble, runErr
	}
	summary, err := r.report(rounds, runErr)
	if err := errors.Join(runErr, err); err != nil {
		return exitTrouble, err
	}
	fmt.Fprintln(r.env.Stdout, report.Closing(summary))
	return verdict(summary), nil
}

// verdict is the status of a run that came to its end.
func verdict(s check.Summary) exit {
	switch {
	case s.Conflicts() > 0:
		return exitConflicts
	case s.Unverified > 0:
		return exitUnverified
	}
	return exitSame
}

// connect reaches both sides and says what is there.
func (r *run) connect(ctx context.Context) (err error) {
	for i, s := range r.cfg.Sides {
		o := s.Redis
		o.OnRetry = r.retried
		if r.sides[i], err = redis.Connect(ctx, o); err != nil {
			return err
		}
		r.screen.say("%-7s %s\n", o.Name+":", r.sides[i].Server())
	}
	return nil
}

func (r *run) retried(err error) {
	r.stats.Retried()
	r.screen.log.Warn("asking again", "after", err)
}

// compare runs the rounds while the screen shows how far they are.
func (r *run) compare(ctx context.Context) (rounds int, err error) {
	done := r.screen.watch(r.stats)
	defer func() { done(err == nil) }()
	o := r.cfg.Check
	o.DBs = bothLists(r.cfg.Sides[source].DBs, r.cfg.Sides[target].DBs)
	c := check.Check{Options: o, Source: r.sides[source], Target: r.sides[target], Store: r.store, Stats: r.stats, Log: r.screen.log}
	return c.Run(ctx)
}

// bothLists is what is in both lists of databases; nil is all of them.
func bothLists(a, b []int) []int {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	both := []int{}
	for _, db := range a {
		if slices.Contains(b, db) {
			both = append(both, db)
		}
	}
	return both
}

// publish puts the result files in their place, whatever became of the run.
func (r *run) publish(ctx context.Context, runErr error) error {
	defer r.store.Close()
	state, reason := sqlite.Complete, ""
	if runErr != nil {
		state, reason = sqlite.Partial, runErr.Error()
		if ctx.Err() != nil {
			reason = "interrupted"
		}
	}
	return r.store.Finish(ctx, state, reason)
}
