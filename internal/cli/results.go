package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// modeName says in words what a mode compares.
func modeName(m check.Mode) string {
	return map[check.Mode]string{
		check.FullValue: "full value",
		check.Length:    "type and length",
		check.Exists:    "existence",
		check.Outline:   "full value (of big collections the length)",
	}[m]
}

// how says in words what was compared.
func how(o check.Options) string {
	if expiry := o.Mode == check.FullValue || o.Mode == check.Outline; !expiry {
		return modeName(o.Mode)
	}
	if o.TTLTolerance < 0 {
		return modeName(o.Mode) + " without expiry"
	}
	return modeName(o.Mode) + " and expiry"
}

// storeOptions describe the run to whoever opens its result file.
func (r *run) storeOptions() sqlite.Options {
	o := r.cfg.Check
	return sqlite.Options{
		Path:    r.cfg.Result.DB,
		Rounds:  o.Rounds,
		Started: r.started,
		Version: r.env.Version,
		Source:  r.sides[source].Server().Address,
		Target:  r.sides[target].Server().Address,
		Check:   o,
	}
}

// report tells people what the published result file holds, and writes the
// --result file from it.
func (r *run) report(ctx context.Context, rounds int, runErr error) (report.Result, error) {
	always := context.WithoutCancel(ctx) // an interrupted run has something to tell, too
	f, err := sqlite.Open(always, r.store.Path())
	if err != nil {
		return report.Result{}, err
	}
	defer f.Close()
	result, err := r.result(always, f, rounds, runErr)
	if err != nil {
		return report.Result{}, err
	}
	if result.Checked == 0 && result.Summary.Unverified == 0 && runErr == nil {
		if result.Empty, err = r.empty(ctx); err != nil {
			return report.Result{}, err
		}
	}
	return result, r.print(always, f, result)
}

// print writes the result as lines and for people.
func (r *run) print(ctx context.Context, f *sqlite.File, result report.Result) error {
	if l := r.cfg.Result.Text; l != "" {
		fill := func(w io.Writer) error { return report.TSV(w, result.Partial, f.Conflicts(ctx)) }
		if err := l.write(r.env, fill); err != nil {
			return err
		}
	}
	if err := report.Text(r.env.Stdout, result, r.screen.colour()); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	if result.Partial == "" {
		r.screen.say("%s", r.moreOnTarget())
	}
	return result.Print(r.env.Stdout, r.screen.colour())
}

// result collects what there is to tell.
func (r *run) result(ctx context.Context, f *sqlite.File, rounds int, runErr error) (report.Result, error) {
	summary, err := r.summary(ctx, f, rounds, runErr)
	if err != nil {
		return report.Result{}, err
	}
	reasons, err := f.Reasons(ctx, 2)
	if err != nil {
		return report.Result{}, err
	}
	out := report.Result{Summary: summary, File: r.store.Path(), Rounds: rounds, How: how(r.cfg.Check),
		Databases: slices.DeleteFunc(r.sides[source].Server().Numbers(), func(db int) bool { return !r.cfg.Check.Wants(db) }),
		Checked:   r.stats.Snapshot().Compared(), Elapsed: time.Since(r.started)}
	if out.State, err = f.State(ctx, 5); err != nil {
		return report.Result{}, err
	}
	left, err := f.NotCompared(ctx, 6)
	if err != nil {
		return report.Result{}, err
	}
	for _, l := range left {
		out.NotCompared = append(out.NotCompared, report.NotCompared(l))
	}
	for _, reason := range reasons {
		out.Reasons = append(out.Reasons, report.Reason(reason))
	}
	if runErr != nil {
		out.Partial = reason(runErr)
	}
	return out, nil
}

// summary counts what the result file holds: the findings of the last round,
// unless the run broke in the middle of one.
func (r *run) summary(ctx context.Context, f *sqlite.File, rounds int, runErr error) (check.Summary, error) {
	if runErr != nil {
		return f.Summary(ctx)
	}
	return r.store.Summary(ctx, rounds)
}

// moreOnTarget says that the target has keys which nobody looked at.
func (r *run) moreOnTarget() string {
	if !r.still || r.held[target] <= r.held[source] {
		return ""
	}
	return fmt.Sprintf("The target held %d keys, %d more than the source: this run does not look at keys\n"+
		"that only the target has. Run it with -s and -t exchanged to find them.\n", r.held[target], r.held[target]-r.held[source])
}
