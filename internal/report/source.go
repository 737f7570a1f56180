package report

import (
	"context"
	"iter"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
)

// Source is where reports come from: a result file, such as a *sqlite.File.
type Source interface {
	Run(ctx context.Context) (record.Run, error)
	Summary(ctx context.Context) (check.Summary, error)
	Reasons(ctx context.Context, limit int) ([]record.Reason, error)
	State(ctx context.Context, limit int) ([]compare.StateDifference, error)
	NotCompared(ctx context.Context, limit int) ([]record.LeftOut, error)
	Conflicts(ctx context.Context) iter.Seq2[compare.Conflict, error]
	Unverified(ctx context.Context) iter.Seq2[compare.Unverified, error]
}

// Read collects what there is to tell of a result; file is its name, as a user
// would give it.
func Read(ctx context.Context, s Source, file string) (Result, error) {
	run, err := s.Run(ctx)
	if err != nil {
		return Result{}, err
	}
	r := Result{File: file, Checked: run.Compared(), Databases: run.Outcome.Databases, How: how(run.Options),
		Elapsed: run.Elapsed(), Empty: empty(run), Recheck: run.Recheck, Target: run.Outcome.Target,
		Held: [2]int64{run.Outcome.Sides[0].Held, run.Outcome.Sides[1].Held}}
	r.Late, r.Lag, r.Unsettled = run.Outcome.Settled.Late, run.Outcome.Settled.Lag, run.Outcome.Settled.Unsettled
	if rounds := run.Outcome.Rounds; len(rounds) > 0 {
		r.Rounds = rounds[len(rounds)-1].Number
	}
	if run.State == record.Partial {
		r.Partial = run.Reason
	}
	return r, r.findings(ctx, s)
}

// findings reads what was found. As much of it is read as fits into a report.
func (r *Result) findings(ctx context.Context, s Source) (err error) {
	if r.Summary, err = s.Summary(ctx); err != nil {
		return err
	}
	if r.Reasons, err = s.Reasons(ctx, 2); err != nil {
		return err
	}
	if r.State, err = s.State(ctx, 5); err != nil {
		return err
	}
	// A recheck that broke lists keys that it did not come to.
	r.Checked = max(r.Checked, r.Summary.KeyCount()+r.Summary.Unverified)
	r.NotCompared, err = s.NotCompared(ctx, 6)
	return err
}
