package cli

import (
	"fmt"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/report"
)

// exit is the status the program ends with.
type exit int

// The exit statuses.
const (
	exitSame        exit = 0
	exitDifferent   exit = 1
	exitTrouble     exit = 2
	exitIncomplete  exit = 3
	exitNothing     exit = 4
	exitInterrupted exit = Interrupted
)

// Interrupted is the status of a program that was told to end.
const Interrupted = 130

// statusOf is the status that a verdict ends with.
func statusOf(v report.Verdict) exit {
	switch v {
	case report.Same:
		return exitSame
	case report.Different:
		return exitDifferent
	case report.Incomplete:
		return exitIncomplete
	case report.Nothing:
		return exitNothing
	default:
		return exitTrouble
	}
}

// meaning says what a status proves.
func (e exit) meaning() string {
	switch e {
	case exitSame:
		return "the same: no key was found to differ, on either side"
	case exitDifferent:
		return "they differ; the result files list where"
	case exitTrouble:
		return "usage, connection or result file: nothing is proved"
	case exitIncomplete:
		return "some keys could not be read, or moved at every look"
	case exitNothing:
		return "there was no key to compare"
	default:
		return "interrupted"
	}
}

// exitHelp lists the statuses for --help.
func exitHelp() string {
	var b strings.Builder
	for _, e := range []exit{exitSame, exitDifferent, exitTrouble, exitIncomplete, exitNothing, exitInterrupted} {
		fmt.Fprintf(&b, "  %3d  %s\n", int(e), e.meaning())
	}
	return b.String()
}
