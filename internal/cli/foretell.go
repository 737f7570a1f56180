package cli

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/plan"
	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// foretell says what of a plan's findings whoever reads a check's result has to
// know: what INFO tells, which costs next to nothing. The check itself tells
// whatever else is wrong. A server that cannot be asked is the check's affair, too.
func foretell(ctx context.Context, m plan.Maker, say func(format string, args ...any)) {
	p, err := m.Look(ctx)
	if err != nil {
		return
	}
	for _, f := range p.Findings {
		if toldAtStart(f) {
			for i, line := range text.Wrap(text.Clean(report.Sentence(f)), helpWidth-len("note:   ")) {
				say("%-7s %s\n", []string{"note:", ""}[min(i, 1)], line)
			}
		}
	}
}

func toldAtStart(f plan.Finding) bool {
	switch f.Code {
	case plan.Swapped, plan.Behind, plan.Touches, plan.SeveralVersions:
		return true
	case plan.Evicts:
		return f.Count > 0
	}
	return false
}
