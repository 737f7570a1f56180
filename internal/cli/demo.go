package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/redis-full-check/redis-full-check/internal/demo"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// demoCommand shows the program on two servers of its own.
func (p *program) demoCommand(status *exit) *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "run a check against two built-in servers with planted differences",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			*status, err = p.demo(cmd.Context(), p.env)
			return err
		},
	}
}

// runDemo checks the demo's servers. That it finds what was planted is its
// success.
func runDemo(ctx context.Context, env Env) (exit, error) {
	servers, err := demo.Start()
	if err != nil {
		return exitTrouble, err
	}
	defer servers.Close()
	fmt.Fprintln(env.Stdout, "Two servers inside this process, with 2,401 keys and these differences:")
	for _, d := range demo.Differences() {
		fmt.Fprintln(env.Stdout, "  -", d)
	}
	dir, err := os.MkdirTemp("", name+"-demo-")
	if err != nil {
		return exitTrouble, fmt.Errorf("a folder for the result: %w", err)
	}
	cfg := defaults()
	cfg.Check.Interval, cfg.Result.DB = time.Second, filepath.Join(dir, cfg.Result.DB)
	cfg.Command = fmt.Sprintf("%s -s %s -t %s --interval=1s -d %s", name, servers.Source(), servers.Target(), text.Shell(cfg.Result.DB))
	fmt.Fprintf(env.Stdout, "\n$ %s\n", cfg.Command)
	cfg.Sides[source].Redis.Address, cfg.Sides[target].Redis.Address = servers.Source(), servers.Target()
	status, err := runCheck(ctx, cfg, env)
	if status == exitDifferent {
		status = exitSame
	}
	return status, err
}
