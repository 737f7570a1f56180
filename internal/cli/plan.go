package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/redis-full-check/redis-full-check/internal/plan"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/report"
)

// planCommand looks at two deployments before a check.
func planCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "plan -s ADDRESS -t ADDRESS [flags]",
		Short: "look before a check: what is there, what would stop it, how long it takes",
		Long: `
It reads for a second or two, up to some thousand keys, and writes no file. Give
it the command line of the check; flags about files and the log change nothing.

Exit status:
    0  ready
    3  not ready: a check would fail, or its result not be the whole truth
    2  usage, or a server could not be asked
  130  interrupted
`,
		Args:                  noArguments,
		DisableFlagsInUseLine: true,
	}
}

// planSections are the flags of plan: all those of a check, so that its command
// line can be taken over. Those that change nothing are not in the help.
func planSections() []section {
	return append(connectionSections(), scopeSection(),
		section{"How it is compared", []addFlags{(*input).modeFlags, (*input).roundFlags}},
		section{"Speed", []addFlags{(*input).speedFlags}},
		section{"Output", []addFlags{(*input).planFlags, (*input).helpFlags}},
		section{hiddenTitle, []addFlags{(*input).resultFlags, (*input).logFlags}})
}

// hiddenTitle is that of flags which --help does not show.
const hiddenTitle = ""

func (in *input) planFlags(fs *pflag.FlagSet) {
	fs.BoolVar(&in.cfg.JSON, "json", false, "print JSON for programs; docs/PLAN.md says what is in it")
}

// runPlan looks at both sides and tells what it found.
func runPlan(ctx context.Context, cfg config, env Env) (exit, error) {
	m := plan.Maker{Options: cfg.Check, AllowEmpty: cfg.AllowEmpty, Log: slog.New(slog.DiscardHandler)}
	var err error
	for i, d := range []**redis.Deployment{&m.Source, &m.Target} {
		if *d, err = redis.Connect(ctx, cfg.Sides[i].Redis); err != nil {
			return exitTrouble, err
		}
	}
	p, err := m.Make(ctx)
	if err != nil {
		return exitTrouble, err
	}
	if err := printPlan(p, cfg, env); err != nil {
		return exitTrouble, err
	}
	if !p.Ready {
		return exitIncomplete, nil
	}
	return exitSame, nil
}

func printPlan(p plan.Plan, cfg config, env Env) error {
	if !cfg.JSON {
		return report.Plan(env.Stdout, p, wantsColor(env.Stdout, cfg.Progress))
	}
	out := json.NewEncoder(env.Stdout)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	if err := out.Encode(p); err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	return nil
}
