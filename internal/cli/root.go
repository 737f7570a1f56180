package cli

import (
	"errors"

	"github.com/spf13/cobra"
)

// commands are the command tree of a program while it is built.
type commands struct {
	*program
	root   *cobra.Command
	inputs map[*cobra.Command]*input // of the commands that have flags
	status *exit                     // of the command that ran
}

// inputOf is that of the command which args name.
func (c *commands) inputOf(args []string) *input {
	if cmd, _, err := c.root.Find(args); err == nil && c.inputs[cmd] != nil {
		return c.inputs[cmd]
	}
	return c.inputs[c.root]
}

// give gives a command the flags of some sections, and has it do something with
// what they come to.
func (c *commands) give(cmd *cobra.Command, do action, sections ...section) {
	in := newInput(c.env.Getenv, sections)
	in.addTo(cmd.Flags())
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return in.flagError(err) })
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		command := commandLine(cmd, args)
		if in.begin != nil {
			if err := in.begin(cmd.Context(), args); err != nil {
				return err
			}
		}
		cfg, err := in.config()
		if err != nil {
			return err
		}
		cfg.Command = command
		*c.status, err = do(cmd.Context(), cfg, c.env)
		return err
	}
	c.inputs[cmd] = in
}

// add adds a command below the root.
func (c *commands) add(cmd *cobra.Command, do action, sections ...section) {
	c.give(cmd, do, sections...)
	c.root.AddCommand(cmd)
}

// help prints --help of a command.
func (c *commands) help(cmd *cobra.Command, _ []string) {
	if cmd.HasParent() {
		cmd.Print(commandHelp(cmd, c.inputs[cmd]))
		return
	}
	cmd.Print(checkHelp(c.inputs[cmd].groups))
}

// commands builds the tree: the check itself, with the other commands below it.
func (p *program) commands(status *exit) *commands {
	c := &commands{program: p, inputs: map[*cobra.Command]*input{}, status: status}
	c.root = &cobra.Command{
		Use:           name,
		Version:       p.env.Version,
		Args:          noArguments,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	c.give(c.root, p.check, checkSections()...)
	p.dress(c.root)
	c.root.SetHelpFunc(c.help)
	c.add(planCommand(), p.plan, planSections()...)
	c.addRecheck()
	c.addReport()
	c.root.AddCommand(p.demoCommand(status))
	return c
}

// dress gives the root what cobra does otherwise by default and we do not:
// nothing is guessed, completed or told in more than a line.
func (p *program) dress(root *cobra.Command) {
	root.SetOut(p.env.Stdout)
	root.SetErr(p.env.Stderr)
	root.SetVersionTemplate(name + " {{.Version}}\n")
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
