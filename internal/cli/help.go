package cli

import (
	"fmt"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/text"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const (
	helpWidth  = 80 // columns of --help
	helpIndent = 30 // column where the explanations begin
)

const helpHead = `Prove that two Redis deployments hold the same data: compare the keys of a
source and a target in several rounds, and list those that differ.

Usage:
  redis-full-check -s ADDRESS -t ADDRESS [flags]
  redis-full-check plan -s ADDRESS -t ADDRESS [flags]
                              look before a check; see plan --help
  redis-full-check recheck FILE [flags]
                              compare again the keys that a result lists
  redis-full-check report FILE [--format FORMAT]
                              tell what a result holds
  redis-full-check demo       run a check against two built-in servers

An ADDRESS is one of
  10.0.0.1:6379, [::1]:6379   a server, a proxy, or any node of a cluster
  10.0.0.1:6379;10.0.0.2:6379 nodes of a cluster; master@ or slave@ in front of
                              them says which to read
  redis://HOST:PORT/5         database 5 of a server; rediss:// speaks TLS, and
                              USER:PASSWORD@ may stand before the host
  unix:///run/redis.sock      a socket
  redis+cluster://A,B,C       nodes of a cluster; ?role=replica reads replicas
  redis+sentinel://A,B,C/NAME the master that sentinels know by NAME

Examples:
  redis-full-check -s 10.0.0.1:6379 -t 10.0.0.2:6379 -d result.db
  SOURCE_PASSWORD=secret redis-full-check -s [::1]:6379 -t db.example.com:6379 \
      --targetpasswordfile target.pw -m 4 -f 'user:*|cart:*' --log check.log
`

// checkHelp is the whole of --help.
func checkHelp(groups []group) string {
	return helpHead + groupsHelp(groups) + "\nExit status:\n" + exitHelp()
}

// groupsHelp explains flags under their headings.
func groupsHelp(groups []group) string {
	var b strings.Builder
	for _, g := range groups {
		if g.title == hiddenTitle {
			continue
		}
		fmt.Fprintf(&b, "\n%s:\n", g.title)
		g.flags.VisitAll(func(f *pflag.Flag) { b.WriteString(flagHelp(f)) })
	}
	return b.String()
}

// commandHelp is --help of a command below the root, whose input may be nil.
func commandHelp(cmd *cobra.Command, in *input) string {
	groups := []group{{"Flags", cmd.LocalFlags()}}
	if in != nil {
		groups = in.groups
	}
	return fmt.Sprintf("%s %s: %s\n%s\nUsage:\n  %s\n%s", name, cmd.Name(), cmd.Short, cmd.Long, cmd.UseLine(), groupsHelp(groups))
}

// flagHelp explains a flag: its spelling on the left and the explanation
// beside it, or below it if the spelling is long.
func flagHelp(f *pflag.Flag) string {
	left, usage := flagColumns(f)
	lines := text.Wrap(usage, helpWidth-helpIndent)
	margin := strings.Repeat(" ", helpIndent)
	text := strings.Join(lines, "\n"+margin) + "\n"
	if len(left) > helpIndent-2 {
		return left + "\n" + margin + text
	}
	return left + margin[len(left):] + text
}

// flagColumns are the spelling and the explanation of a flag.
func flagColumns(f *pflag.Flag) (left, usage string) {
	left = "      --" + f.Name
	if f.Shorthand != "" {
		left = "  " + spelled(f)
	}
	value, usage := pflag.UnquoteUsage(f)
	if f.NoOptDefVal == "" {
		left += " " + value
	}
	if f.DefValue != "" && f.Value.Type() != "bool" {
		usage += " (default " + f.DefValue + ")"
	}
	return left, usage
}
