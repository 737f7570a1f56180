package cli

import (
	"errors"

	"github.com/spf13/cobra"
)

// rootCommand is the check itself, with the other commands below it. The
// status of the command that ran is left in status.
func (p *program) rootCommand(in *input, status *exit) *cobra.Command {
	root := &cobra.Command{
		Use:           name,
		Version:       p.env.Version,
		Args:          noArguments,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			cfg, err := in.config()
			if err != nil {
				return err
			}
			cfg.Command = commandLine(cmd.Flags())
			*status, err = p.check(cmd.Context(), cfg, p.env)
			return err
		},
	}
	p.dress(root, in)
	in.addTo(root.Flags())
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		if cmd.HasParent() {
			cmd.Print(commandHelp(cmd))
			return
		}
		cmd.Print(checkHelp(in.groups))
	})
	root.AddCommand(p.demoCommand(status))
	return root
}

// dress gives the root what cobra does otherwise by default and we do not:
// nothing is guessed, completed or told in more than a line.
func (p *program) dress(root *cobra.Command, in *input) {
	root.SetOut(p.env.Stdout)
	root.SetErr(p.env.Stderr)
	root.SetVersionTemplate(name + " {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return in.flagError(err) })
	root.SetHelpCommand(helpCommand())
	root.CompletionOptions.DisableDefaultCmd = true
}

// helpCommand is `help`, another way to say --help.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "help",
		Hidden: true,
		Args:   noArguments,
		RunE:   func(cmd *cobra.Command, _ []string) error { return cmd.Root().Help() },
	}
}

// noArguments refuses whatever is neither a flag nor a command. It does not
// repeat it: it may be the rest of a password with a space in it.
func noArguments(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return errors.New("an argument that belongs to no flag: everything is given by flags, " +
		"such as -s HOST:PORT -t HOST:PORT; quote values with spaces or semicolons")
}
