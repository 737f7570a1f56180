package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// modeName says in words what a mode compares.
func modeName(m check.Mode) string {
	return map[check.Mode]string{
		check.FullValue: "by full value",
		check.Length:    "by type and length",
		check.Exists:    "by existence",
		check.Outline:   "by full value, big collections by length",
	}[m]
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
func (r *run) report(rounds int, runErr error) (check.Summary, error) {
	ctx := context.Background() // an interrupted run has something to tell, too
	f, err := sqlite.Open(ctx, r.store.Path())
	if err != nil {
		return check.Summary{}, err
	}
	defer f.Close()
	result, err := r.result(ctx, f, rounds, runErr)
	if err != nil {
		return check.Summary{}, err
	}
	if err := r.writeLines(ctx, f); err != nil {
		return check.Summary{}, err
	}
	if err := report.Text(r.env.Stdout, result, r.screen.colour()); err != nil {
		return check.Summary{}, fmt.Errorf("print the report: %w", err)
	}
	if runErr == nil {
		r.screen.say("%s", r.moreOnTarget())
	}
	return result.Summary, nil
}

// result collects what there is to tell.
func (r *run) result(ctx context.Context, f *sqlite.File, rounds int, runErr error) (report.Result, error) {
	summary, err := r.summary(ctx, f, rounds, runErr)
	if err != nil {
		return report.Result{}, err
	}
	reasons, err := f.Reasons(ctx, 3)
	if err != nil {
		return report.Result{}, err
	}
	out := report.Result{Summary: summary, File: r.store.Path(), Rounds: rounds, How: modeName(r.cfg.Check.Mode),
		Checked: r.stats.Snapshot().Compared(), Elapsed: time.Since(r.started)}
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

// checkLines makes sure, before the run, that the --result file can be written.
func checkLines(path string) error {
	if path == "" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("--result: %s is a directory", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".tmp*")
	if err != nil {
		return fmt.Errorf("--result: %w", err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// writeLines writes the --result file, in one piece or not at all.
func (r *run) writeLines(ctx context.Context, f *sqlite.File) error {
	path := r.cfg.Result.Text
	if path == "" {
		return nil
	}
	out, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".tmp*")
	if err != nil {
		return fmt.Errorf("--result: %w", err)
	}
	defer os.Remove(out.Name())
	err = report.TSV(out, f.Conflicts(ctx))
	if err := errors.Join(err, out.Chmod(0o644), out.Close()); err != nil {
		return fmt.Errorf("--result: %w", err)
	}
	if err := os.Rename(out.Name(), path); err != nil {
		return fmt.Errorf("--result: %w", err)
	}
	return nil
}

// moreOnTarget says that the target has keys which nobody looked at.
func (r *run) moreOnTarget() string {
	wanted := [2]func(int) bool{r.cfg.Check.Wants, r.cfg.Check.WantsTarget}
	var keys [2]int64
	for i, side := range r.sides {
		unwanted := func(db int) bool { return !wanted[i](db) }
		keys[i] = side.Server().Keys(slices.DeleteFunc(side.Server().Numbers(), unwanted))
	}
	if keys[target] <= keys[source] {
		return ""
	}
	return fmt.Sprintf("The target held %d keys, %d more than the source: this run does not look at keys\n"+
		"that only the target has. Run it with -s and -t exchanged to find them.\n", keys[target], keys[target]-keys[source])
}
