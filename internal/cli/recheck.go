package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/scope"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// recheck says which keys are looked at again.
type recheck struct {
	File    string // a result
	Partial bool   // it is of a run that ended early
	Only    []value.Kind
	Match   []scope.KeyPattern
}

// unread stands among the kinds of conflicts for keys that could not be read.
const unread value.Kind = "unverified"

// addRecheck adds the command that looks again at what a result lists.
func (c *commands) addRecheck() {
	cmd := &cobra.Command{
		Use:   "recheck FILE [flags]",
		Short: "compare again the keys that a result lists, and no others",
		Long: `
FILE is the last file of a run, such as result.db.3. Its keys that differed or
could not be read are compared again as a whole, in rounds as in a run. What no
flag says is as it was in that run: addresses, databases, maps, mode, rounds.
Passwords are in no file: give them again. Flags that choose keys, such as
--include, choose among the keys of FILE. A FILE of redis-full-check 1.x says
nothing but the keys: give -s, -t and -m, too.

The result goes to other files than those of FILE: for result.db.3 to
result.db.recheck.N, for result.db.recheck.N to result.db.recheck2.N, unless -d
says another name. The exit status is that of a check of these keys.
`,
		Args:                  oneResult,
		DisableFlagsInUseLine: true,
		ValidArgsFunction:     completeResult,
	}
	c.add(cmd, c.check, recheckSections()...)
	in := c.inputs[cmd]
	in.begin = in.recheck
}

// oneResult wants the name of a result and nothing else.
func oneResult(_ *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return errors.New("the result to check again is missing: give its name, such as result.db.3")
	case 1:
		return nil
	}
	return errors.New("one result at a time; quote a name with spaces")
}

// completeResult completes the name of a file, once.
func completeResult(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveDefault
}

// recheckSections are the flags of a recheck: those of a check, and which keys.
func recheckSections() []section {
	return append([]section{{"Which keys of FILE", []addFlags{(*input).recheckFlags}}}, checkSections()...)
}

func (in *input) recheckFlags(fs *pflag.FlagSet) {
	fs.Var(&parsed[[]value.Kind]{&in.again.Only, parseKinds, ""}, "only",
		"only keys with a conflict of these `KINDS`: some of lack_target, lack_source, type, value, ttl, unverified between commas")
	fs.Var(&repeated[scope.KeyPattern]{to: &in.again.Match, parse: scope.ParseKeyPattern}, "match",
		"only keys that match the `PATTERN`, as --include takes it; may be given again to match more")
}

// parseKinds reads kinds of conflicts between commas.
func parseKinds(list string) ([]value.Kind, error) {
	var out []value.Kind
	all := []value.Kind{value.LackTarget, value.LackSource, value.TypeKind, value.Value, value.TTL, unread}
	for word := range strings.SplitSeq(list, ",") {
		if !slices.Contains(all, value.Kind(word)) {
			return nil, fmt.Errorf("%s is not one of lack_target, lack_source, type, value, ttl, unverified", quote(word))
		}
		out = append(out, value.Kind(word))
	}
	return out, nil
}

// chooser says which keys of the result are looked at again. A type that the result
// does not tell may be any.
func (r *recheck) chooser(o check.Options) func(compare.Conflict) bool {
	filter := o.Filter.With(r.Match, nil)
	return func(c compare.Conflict) bool {
		kind := cmp.Or(c.Kind, unread)
		typed := c.Type != "" && c.Type != "unknown" && c.Type != "none"
		return (r.Only == nil || slices.Contains(r.Only, kind)) && o.Wants(c.DB) &&
			(!typed || o.Types.Admit(c.Type)) && filter.Admits(c.Key)
	}
}
