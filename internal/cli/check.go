package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/plan"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// runCheck connects, compares, writes the result files and reports.
func runCheck(ctx context.Context, cfg config, env Env) (exit, error) {
	if err := cfg.Result.Text.check(); err != nil {
		return exitTrouble, err
	}
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
	return r.logged(ctx)
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
	held    [2]int64    // keys of both sides at the end
	still   bool        // held is known, and was so all the time
	spoke   atomic.Bool // a retry was told of within the last second
}

// do makes the check. The result is that of a check which came to its end.
func (r *run) do(ctx context.Context) (report.Result, error) {
	if err := r.connect(ctx); err != nil {
		return report.Result{}, err
	}
	if err := r.mind(ctx); err != nil {
		return report.Result{}, err
	}
	var err error
	if r.store, err = sqlite.New(r.storeOptions()); err != nil {
		return report.Result{}, err
	}
	r.tellScope()
	rounds, runErr := r.compare(ctx)
	if err := r.publish(ctx, runErr); err != nil {
		return report.Result{}, errors.Join(runErr, err)
	}
	if !r.store.Published() {
		return report.Result{}, runErr
	}
	result, err := r.report(ctx, rounds, runErr)
	if err := errors.Join(runErr, err); err != nil {
		return report.Result{}, err
	}
	if _, err := fmt.Fprintln(r.env.Stdout, report.Closing(result.Summary)); err != nil {
		return report.Result{}, fmt.Errorf("print the result: %w", err)
	}
	return result, nil
}

// connect reaches both sides and says what is there.
func (r *run) connect(ctx context.Context) (err error) {
	for i, s := range r.cfg.Sides {
		o := s.Redis
		o.OnRetry = r.retried
		if r.sides[i], err = redis.Connect(ctx, o); err != nil {
			return err
		}
		r.screen.say("%-7s %s\n", o.Name+":", text.Clean(r.sides[i].Server().String()))
	}
	r.logServers()
	foretell(ctx, plan.Maker{Options: r.cfg.Check, Source: r.sides[source], Target: r.sides[target]}, r.screen.say)
	return nil
}

// tellScope notes with the result what is compared, and says how keys and
// databases are mapped.
func (r *run) tellScope() {
	for _, f := range r.cfg.Scope {
		r.store.Note(f.Name, f.Text)
		if f.Name == "dbmap" || f.Name == "keymap" {
			r.screen.say("%-7s %s\n", f.Name+":", text.Clean(f.Text))
		}
	}
}

func (r *run) retried(err error) {
	r.stats.Retried()
	if r.spoke.CompareAndSwap(false, true) { // each worker asks again, many times a second
		r.screen.log.Warn("asking again", "after", err)
		time.AfterFunc(time.Second, func() { r.spoke.Store(false) })
	}
}

// compare runs the rounds while the screen shows how far they are.
func (r *run) compare(ctx context.Context) (rounds int, err error) {
	done := r.screen.watch(r.stats)
	defer func() { done(err == nil) }()
	c := check.Check{Options: r.cfg.Check, Source: r.sides[source], Target: r.sides[target], Store: r.store, Stats: r.stats, Log: r.screen.log}
	rounds, err = c.Run(ctx)
	r.store.Tuned(c.Tuning())
	r.notePace(c.Paced())
	r.held, r.still = c.Held()
	return rounds, err
}

// publish puts the result files in their place, whatever became of the run.
func (r *run) publish(ctx context.Context, runErr error) error {
	defer r.store.Close()
	state, why := sqlite.Complete, ""
	if runErr != nil {
		state, why = sqlite.Partial, reason(runErr)
	}
	return r.store.Finish(ctx, state, why)
}

// reason says why a run ended early.
func reason(runErr error) string {
	if errors.Is(runErr, context.Canceled) {
		return "interrupted"
	}
	return strings.TrimSpace(runErr.Error())
}
