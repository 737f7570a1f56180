package cli

import (
	"fmt"
	"strings"
)

// exit is the status the program ends with.
type exit int

// The exit statuses.
const (
	exitSame        exit = 0
	exitConflicts   exit = 1
	exitTrouble     exit = 2
	exitUnverified  exit = 3
	exitInterrupted exit = 130
)

// meaning says what a status proves.
func (e exit) meaning() string {
	switch e {
	case exitSame:
		return "source and target hold the same data"
	case exitConflicts:
		return "there are conflicts; the result files list them"
	case exitTrouble:
		return "usage, connection or result file: nothing is proved"
	case exitUnverified:
		return "no conflict found, but some keys could not be read"
	default:
		return "interrupted"
	}
}

// exitHelp lists the statuses for --help.
func exitHelp() string {
	var b strings.Builder
	for _, e := range []exit{exitSame, exitConflicts, exitTrouble, exitUnverified, exitInterrupted} {
		fmt.Fprintf(&b, "  %3d  %s\n", int(e), e.meaning())
	}
	return b.String()
}
