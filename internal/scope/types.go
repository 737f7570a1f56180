package scope

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/value"
)

// Types are the data types of the keys that are looked at, as TYPE names them;
// nil stands for all. The type on the source decides, or that on the target if
// the source has no such key.
type Types []string

// moduleName is the length of the name of every type that a module brings.
const moduleName = 9

// ParseTypes reads a list such as `string,hash`. A type of a module is named as
// TYPE does: `ReJSON-RL`.
func ParseTypes(list string) (Types, error) {
	var out Types
	for name := range strings.SplitSeq(list, ",") {
		if len(name) != moduleName && !IsBuiltIn(value.Of(name)) {
			return nil, fmt.Errorf("%q is not one of %s, nor the name of a module's type, which has %d letters",
				name, strings.Join(builtIn(), ", "), moduleName)
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func builtIn() []string {
	var names []string
	for _, t := range value.Types() {
		names = append(names, t.Name())
	}
	return names
}

// IsBuiltIn reports whether a type is one of Redis itself, not of a module.
func IsBuiltIn(t value.Type) bool { return slices.Contains(builtIn(), t.Name()) }

// Admit reports whether keys of a type are looked at.
func (t Types) Admit(name string) bool { return t == nil || slices.Contains(t, name) }
