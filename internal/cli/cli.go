// Package cli turns a command line into a run: it alone reads flags and the
// environment, and it alone decides on the exit status. There is one file per
// command.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/redis-full-check/redis-full-check/internal/text"
)

// name is what the program calls itself.
const name = "redis-full-check"

// Env is the world outside of the program.
type Env struct {
	Stdout, Stderr io.Writer
	Getenv         func(key string) string
	Version        string // what --version prints
}

// Run runs the command line args, without the program's name, and returns the
// exit status. Whatever is wrong with args is said in one line on env.Stderr,
// before anything is opened or connected to.
func Run(ctx context.Context, args []string, env Env) int {
	p := program{env: env, check: runCheck, plan: runPlan, demo: runDemo}
	return int(p.run(ctx, args))
}

// action is what a command does with the config of its flags.
type action func(context.Context, config, Env) (exit, error)

// program is a command tree and what its commands do. A command that fails
// returns an error, which is printed and makes the status trouble, or
// interrupted if the context was cancelled.
type program struct {
	env   Env
	check action
	plan  action
	demo  func(context.Context, Env) (exit, error)
}

// run finds the command in args and runs it.
func (p *program) run(ctx context.Context, args []string) exit {
	status := exitSame
	c := p.commands(&status)
	args, err := c.inputOf(args).respell(args)
	if err == nil {
		c.root.SetArgs(args)
		err = c.root.ExecuteContext(ctx)
	}
	if err != nil {
		return p.fail(ctx, err)
	}
	return status
}

// fail tells an error and returns the status it stands for.
func (p *program) fail(ctx context.Context, err error) exit {
	status, message := failure(ctx, err)
	_, _ = fmt.Fprintf(p.env.Stderr, "%s: %s\n", name, text.Clean(message))
	return status
}

// failure is the status that an error stands for, and what to say.
func failure(ctx context.Context, err error) (exit, string) {
	switch {
	case ctx.Err() == nil:
		return exitTrouble, err.Error()
	case errors.Is(err, context.Canceled):
		return exitInterrupted, "interrupted"
	}
	return exitInterrupted, "interrupted: " + err.Error()
}
