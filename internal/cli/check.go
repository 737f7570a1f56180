package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/plan"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/run"
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
	s := session{cfg: cfg, env: env, screen: screen}
	return s.logged(ctx)
}

// session is one check, from the command line to the closing line.
type session struct {
	cfg     config
	env     Env
	screen  *screen
	servers [2]redis.Server // that were reached
}

// do makes the check. The result is that of a check which came to its end.
func (s *session) do(ctx context.Context) (report.Result, error) {
	stats, stop := &check.Stats{}, func(bool) {}
	made, runErr := run.Do(ctx, s.options(), run.Observer{Stats: stats, Log: s.screen.log, Connected: s.connected, Reached: s.foretell,
		Begins: func() {
			s.tellScope()
			stop = s.screen.watch(stats)
		}})
	stop(runErr == nil)
	runErr = withFlags(runErr)
	if made.File == "" {
		return report.Result{}, runErr
	}
	result, err := s.report(context.WithoutCancel(ctx), made.File) // an interrupted run has something to tell, too
	if err := errors.Join(runErr, err); err != nil {
		return report.Result{}, err
	}
	if _, err := fmt.Fprintln(s.env.Stdout, report.Closing(result.Summary)); err != nil {
		return report.Result{}, fmt.Errorf("print the result: %w", err)
	}
	return result, nil
}

// options are those of the run.
func (s *session) options() run.Options {
	o := run.Options{
		Check: s.cfg.Check, Sides: [2]redis.Options{s.cfg.Sides[source].Redis, s.cfg.Sides[target].Redis},
		Path: s.cfg.Result.DB, AllowEmpty: s.cfg.AllowEmpty,
		Version: s.env.Version, Command: s.cfg.Command, Given: s.cfg.Scope, Flags: s.cfg.Flags,
	}
	if again := s.cfg.Recheck; again != nil {
		o.Recheck = &run.Recheck{File: again.File, Partial: again.Partial, Choose: again.chooser(s.cfg.Check)}
		o.Check.Filter, o.Check.Types = nil, nil // they chose
	}
	return o
}

// connected says what was reached.
func (s *session) connected(side int, server redis.Server) {
	s.servers[side] = server
	s.screen.say("%-7s %s\n", s.cfg.Sides[side].Redis.Name+":", text.Clean(server.String()))
	if side == target {
		s.logServers()
	}
}

// foretell says what is to be expected of the check.
func (s *session) foretell(ctx context.Context, from, to *redis.Deployment) {
	foretell(ctx, plan.Maker{Options: s.cfg.Check, Source: from, Target: to}, s.screen.say)
}

// tellScope says how keys and databases are mapped.
func (s *session) tellScope() {
	for _, f := range s.cfg.Scope {
		if f.Name == "dbmap" || f.Name == "keymap" {
			s.screen.say("%-7s %s\n", f.Name+":", text.Clean(f.Value))
		}
	}
}

// withFlags adds to an error the flags that help.
func withFlags(err error) error {
	var other run.OtherDatabases
	var missing redis.NoDatabase
	switch {
	case errors.Is(err, run.ErrSameServer):
		return fmt.Errorf("%w; give the other one by -s or -t (two databases of one server are compared by --dbmap)", err)
	case errors.As(err, &other):
		return fmt.Errorf("nothing to compare: the source holds keys in database %s, chosen on the target is %s; "+
			"to compare these give --dbmap %d=%d", numbers(other.Held), numbers(other.Chosen), other.Held[0], other.Chosen[0])
	case errors.As(err, &missing) && !missing.Denied():
		return fmt.Errorf("%w; leave database %d out by --sourcedbfilterlist, or map it to another by --dbmap", err, missing.DB)
	}
	return err
}
