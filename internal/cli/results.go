package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// report tells people what a published result file holds, and writes the --result
// file from it.
func (s *session) report(ctx context.Context, file string) (report.Result, error) {
	f, err := sqlite.Open(ctx, file)
	if err != nil {
		return report.Result{}, err
	}
	defer f.Close()
	result, err := report.Read(ctx, f, file)
	if err != nil {
		return report.Result{}, err
	}
	if l := s.cfg.Result.Text; l != "" {
		fill := func(w io.Writer) error { return report.TSV(w, result.Partial, f.Conflicts(ctx)) }
		if err := l.write(s.env, fill); err != nil {
			return report.Result{}, err
		}
	}
	return result, s.print(result)
}

// print writes the result for people.
func (s *session) print(result report.Result) error {
	return printResult(s.env.Stdout, result, s.screen.colour())
}

func printResult(out io.Writer, result report.Result, colour bool) error {
	if err := report.Text(out, result, colour); err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	return result.Print(out, colour)
}
