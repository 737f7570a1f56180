package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// addReport adds the command that tells what a result holds.
func (c *commands) addReport() {
	cmd := &cobra.Command{
		Use:   "report FILE [flags]",
		Short: "tell what a result holds, for people or for programs",
		Long: `
FILE is the last file of a run, such as result.db.3. Nothing else is needed: no
server is asked. The exit status is 0 if the report could be made, whatever it
tells, and else 2.
`,
		Args:                  oneResult,
		DisableFlagsInUseLine: true,
		ValidArgsFunction:     completeResult,
	}
	c.add(cmd, nil, section{"Output", []addFlags{(*input).formatFlags, (*input).colorFlag, (*input).helpFlags}})
	in := c.inputs[cmd]
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		in.cfg.Progress.NoColor = in.noColor()
		return tellResult(cmd.Context(), args[0], in.cfg, c.env)
	}
}

// formatText is the format for people.
const formatText = "text"

func (in *input) formatFlags(fs *pflag.FlagSet) {
	in.cfg.Format = formatText
	fs.Var(&parsed[string]{&in.cfg.Format, parseFormat, formatText}, "format",
		"`FORMAT` text: as at the end of the run; json, jsonl, csv, tsv: all keys, a line each")
}

func parseFormat(name string) (string, error) {
	names := []string{formatText}
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	for _, n := range names {
		if n == name {
			return name, nil
		}
	}
	return "", fmt.Errorf("%s is not one of %s", quote(name), strings.Join(names, ", "))
}

// tellResult prints a result.
func tellResult(ctx context.Context, file string, cfg config, env Env) error {
	if err := isResult(file); err != nil {
		return err
	}
	f, err := sqlite.Open(ctx, file)
	if err != nil {
		return err
	}
	defer f.Close()
	if facts, err := f.Facts(ctx); err != nil || facts["state"] == "" {
		return errors.Join(err, fmt.Errorf("%s does not say how its run ended: it is of redis-full-check 1.x, or its run goes on", file))
	}
	for _, format := range report.Formats() {
		if format.Name == cfg.Format {
			return format.Write(ctx, env.Stdout, f)
		}
	}
	result, err := report.Read(ctx, f, file)
	if err != nil {
		return err
	}
	return printResult(env.Stdout, result, wantsColor(env.Stdout, cfg.Progress))
}
