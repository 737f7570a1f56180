package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
)

func runCompare(ctx context.Context, args []string, out, log io.Writer) error {
	c, err := parseComparison(args)
	if err != nil {
		return err
	}
	medians, err := c.measure(ctx, log)
	if err != nil {
		return err
	}
	if !c.rows {
		fmt.Fprint(out, tableHead())
	}
	fmt.Fprint(out, tableRows(c.names, medians))
	return nil
}

// comparison is what compare was asked for.
type comparison struct {
	servers  [2]string // source and target, whose CPU counts
	runs     int
	commands [2]string // for sh
	names    [2]string
	rows     bool // leave the head of the table out
}

func parseComparison(args []string) (c comparison, err error) {
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.BoolVar(&c.rows, "rows", false, "print no head of the table")
	names := flags.String("names", "A,B", "what to call the commands")
	words, err := operands(flags, args, 5, 5)
	if err != nil {
		return c, err
	}
	first, second, two := strings.Cut(*names, ",")
	if !two {
		return c, fmt.Errorf("%w: -names wants two names with a comma between", errUsage)
	}
	c.names = [2]string{first, second}
	c.servers, c.commands = [2]string(words[:2]), [2]string(words[3:])
	if c.runs, err = strconv.Atoi(words[2]); err != nil || c.runs < 1 {
		return c, fmt.Errorf("%w: %q is no number of runs", errUsage, words[2])
	}
	return c, nil
}

// measure runs the commands in turn, so that what changes on the machine
// meanwhile meets both, and returns the medians.
func (c comparison) measure(ctx context.Context, log io.Writer) (medians [2]sample, err error) {
	var samples [2][]sample
	for n := range c.runs {
		for i, command := range c.commands {
			s, status, err := measure(ctx, command, c.servers)
			if err != nil {
				return medians, fmt.Errorf("%s: %w", c.names[i], err)
			}
			fmt.Fprintf(log, "run %d of %d: %s: %.2f s, exit status %d\n", n+1, c.runs, c.names[i], s[wall], status)
			samples[i] = append(samples[i], s)
		}
	}
	for i := range medians {
		medians[i] = median(samples[i])
	}
	return medians, nil
}

func tableHead() string {
	var b strings.Builder
	b.WriteString("| |")
	for _, c := range columns() {
		b.WriteString(" " + c + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", int(width)) + "\n")
	return b.String()
}

// tableRows are a row for each command and one for the second by the first.
func tableRows(names [2]string, medians [2]sample) string {
	var b strings.Builder
	for i, s := range medians {
		b.WriteString("| " + names[i] + " |")
		for _, v := range s {
			fmt.Fprintf(&b, " %.2f |", v)
		}
		b.WriteByte('\n')
	}
	b.WriteString("| *ratio* |")
	for i, v := range medians[1] {
		b.WriteString(" *" + ratio(v, medians[0][i]) + "* |")
	}
	b.WriteByte('\n')
	return b.String()
}

// ratio is v/of, or a dash where there is nothing to compare with.
func ratio(v, of float64) string {
	if of == 0 {
		return "–"
	}
	return strconv.FormatFloat(v/of, 'f', 2, 64)
}
