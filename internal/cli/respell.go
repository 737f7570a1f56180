package cli

import (
	"strings"

	"github.com/spf13/pflag"
)

// respell puts what pflag misreads into words it understands: it takes the
// value of `-p=` for "=", and skips what begins with -test. as a flag of Go's
// tests. The result is never nil.
func (in *input) respell(args []string) []string {
	out := append([]string{}, args...)
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		arg := args[i]
		switch {
		case in.takesNext(arg):
			i++ // the next one is a value, however it looks
		case len(arg) == 3 && arg[0] == '-' && arg[1] != '-' && arg[2] == '=':
			out[i] = "-" + arg
		case strings.HasPrefix(arg, "-test."):
			out[i] = "-t=" + arg[len("-t"):]
		}
	}
	return out
}

// takesNext reports whether an argument is a flag whose value is the next one.
func (in *input) takesNext(arg string) bool {
	var f *pflag.Flag
	switch long := strings.HasPrefix(arg, "--"); {
	case long && len(arg) == len("--m"):
		f = in.letter(arg[2:])
	case long:
		f = in.lookup(arg[2:])
	case len(arg) == len("-m") && arg[0] == '-':
		f = in.letter(arg[1:])
	}
	return f != nil && f.NoOptDefVal == ""
}

// letter finds a flag by its short name.
func (in *input) letter(name string) *pflag.Flag {
	for _, g := range in.groups {
		if f := g.flags.ShorthandLookup(name); f != nil {
			return f
		}
	}
	return nil
}
