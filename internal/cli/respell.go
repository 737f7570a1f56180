package cli

import (
	"errors"
	"strings"

	"github.com/spf13/pflag"
)

// respell puts what pflag misreads into words it understands: it takes the
// value of `-p=` for "=", skips what begins with -test. as a flag of Go's
// tests, and takes a flag for the value of the one before. That last one is an
// error, as it was in 1.x. The result is never nil without an error.
func (in *input) respell(args []string) ([]string, error) {
	out := append([]string{}, args...)
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		arg := args[i]
		switch f := in.awaits(arg); {
		case f != nil:
			i++
			if i < len(args) && !mayFollow(f, args[i]) {
				return nil, in.wrong(f.Name, errFlagForValue)
			}
		case len(arg) == 3 && arg[0] == '-' && arg[1] != '-' && arg[2] == '=':
			out[i] = "-" + arg
		case strings.HasPrefix(arg, "-test."):
			out[i] = "-t=" + arg[len("-t"):]
		}
	}
	return out, nil
}

// errFlagForValue does not repeat what follows: a password may be glued to it.
var errFlagForValue = errors.New("its value is missing, another flag follows; " +
	"put an = between the flag and a value that begins with -")

// mayFollow reports whether an argument is the value of the flag before it. A
// password may look like a flag.
func mayFollow(f *pflag.Flag, arg string) bool {
	if _, ok := f.Value.(secret); ok || len(arg) < 2 || arg[0] != '-' {
		return true
	}
	return '0' <= arg[1] && arg[1] <= '9'
}

// awaits returns the flag whose value is the next argument, or nil.
func (in *input) awaits(arg string) *pflag.Flag {
	var f *pflag.Flag
	switch long := strings.HasPrefix(arg, "--"); {
	case long && len(arg) == len("--m"):
		f = in.letter(arg[2:])
	case long:
		f = in.lookup(arg[2:])
	case len(arg) == len("-m") && arg[0] == '-':
		f = in.letter(arg[1:])
	}
	if f == nil || f.NoOptDefVal != "" {
		return nil
	}
	return f
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
