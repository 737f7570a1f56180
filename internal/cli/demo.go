package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
)

// demoCommand shows the program on two servers of its own.
func (p *program) demoCommand(status *exit) *cobra.Command {
	return &cobra.Command{
		Use:  "demo",
		Long: "Run a check against two built-in servers with planted differences.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			*status, err = p.demo(cmd.Context(), p.env)
			return err
		},
	}
}

// runDemo is what `demo` does.
func runDemo(context.Context, Env) (exit, error) {
	return exitTrouble, errors.New("demo: not built yet")
}
