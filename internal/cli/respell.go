package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// respell puts what pflag misreads into words it understands: it takes the
// value of `-p=` for "=", skips what begins with -test. as a flag of Go's
// tests, and takes a flag for the value of the one before. That last one is an
// error, as it was in 1.x, and so is a long flag with one dash. The result is never nil without an error.
func (in *input) respell(args []string) ([]string, error) {
	out := append([]string{}, args...)
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		arg := args[i]
		if long := in.oneDash(arg); long != "" {
			return nil, fmt.Errorf("--%s takes two dashes", long)
		}
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

// oneDash is the long flag that an argument names with one dash, "" if it does
// not. It would be taken for a letter with its value: the password of
// -sourcepassword=X would be part of an address.
func (in *input) oneDash(arg string) string {
	name, found := strings.CutPrefix(arg, "-")
	name, _, _ = strings.Cut(name, "=")
	if !found || len(name) < 2 || in.lookup(name) == nil {
		return ""
	}
	return name
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
