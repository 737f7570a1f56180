// Command bench measures redis-full-check. It makes the data (seed), reads them
// as cheaply as a client can (floor), runs two commands in turn and compares
// what they cost (compare), and puts a distance between a client and a server
// (delay). The script run beside it puts these together.
//
//	go run ./bench seed ADDR KEYS [SHAPE]
//	go run ./bench floor SOURCE TARGET [-ttl]
//	go run ./bench compare [-names A,B] [-rows] SOURCE TARGET RUNS 'COMMAND A' 'COMMAND B'
//	go run ./bench delay ADDR RTT
//	go run ./bench bystander ADDR RATE [-conns N] [-cost ELEMENTS] [-for TIME]
//	go run ./bench ports COUNT
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// subcommand is one of the things that the program does.
type subcommand struct {
	usage string // its arguments
	run   func(ctx context.Context, args []string, out, log io.Writer) error
}

func subcommands() map[string]subcommand {
	return map[string]subcommand{
		"seed":      {"ADDR KEYS [mixed|strings|others|texts|hashes|big]", runSeed},
		"floor":     {"SOURCE TARGET [-ttl]", runFloor},
		"compare":   {"[-names A,B] [-rows] SOURCE TARGET RUNS 'COMMAND A' 'COMMAND B'", runCompare},
		"delay":     {"ADDR RTT", runDelay},
		"bystander": {"ADDR RATE [-conns N] [-cost ELEMENTS] [-for TIME]", runBystander},
		"ports":     {"COUNT", runPorts},
	}
}

// errUsage is a mistake in the arguments.
var errUsage = errors.New("usage")

// run returns the exit status: 0, or 2 after any error, as 1 is what a check
// says that found conflicts.
func run(ctx context.Context, args []string, out, log io.Writer) int {
	if len(args) == 0 {
		args = []string{""}
	}
	c, known := subcommands()[args[0]]
	if !known {
		usage(log)
		return 2
	}
	err := c.run(ctx, args[1:], out, log)
	if errors.Is(err, errUsage) {
		fmt.Fprintf(log, "bench: %v\nusage: bench %s %s\n", err, args[0], c.usage)
	} else if err != nil {
		fmt.Fprintf(log, "bench %s: %v\n", args[0], err)
	}
	if err != nil {
		return 2
	}
	return 0
}

func usage(log io.Writer) {
	all := subcommands()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(log, "usage: bench %s %s\n", name, all[name].usage)
	}
}

// operands parses flags, which may stand anywhere, and returns what is left,
// at least and at most so many words.
func operands(flags *flag.FlagSet, args []string, least, most int) ([]string, error) {
	flags.SetOutput(io.Discard)
	var out []string
	for {
		if err := flags.Parse(args); err != nil {
			return nil, fmt.Errorf("%w: %w", errUsage, err)
		}
		if flags.NArg() == 0 {
			break
		}
		out, args = append(out, flags.Arg(0)), flags.Args()[1:]
	}
	if len(out) < least || len(out) > most {
		return nil, fmt.Errorf("%w: %d arguments", errUsage, len(out))
	}
	return out, nil
}
