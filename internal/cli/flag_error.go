package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// flagError puts pflag's errors in our words: the flag first, then what is
// wrong. It repeats of the command line only what cannot be a password.
func (in *input) flagError(err error) error {
	var (
		value   *pflag.InvalidValueError
		missing *pflag.ValueRequiredError
		unknown *pflag.NotExistError
		syntax  *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &value):
		return valueError(value)
	case errors.As(err, &missing):
		return missingValue(missing.GetFlag())
	case errors.As(err, &unknown):
		return in.unknownFlag(unknown)
	case errors.As(err, &syntax):
		return errors.New("an argument of dashes alone is no flag; --help lists them all")
	default:
		return err
	}
}

// missingValue is about a flag at the end of the line.
func missingValue(flag *pflag.Flag) error {
	_, usage := pflag.UnquoteUsage(flag)
	return fmt.Errorf("%s: its value is missing: %s", spelled(flag), usage)
}

// valueError is about a flag with a bad value.
func valueError(err *pflag.InvalidValueError) error {
	flag, cause := err.GetFlag(), errors.Unwrap(err)
	if flag.Value.Type() == "bool" {
		cause = fmt.Errorf("%s is not true or false; the flag alone means true", quote(err.GetValue()))
	}
	return fmt.Errorf("%s: %w", spelled(flag), cause)
}

// unknownFlag is about a flag that does not exist. It repeats the flag only if
// that is like one of ours, else it may be a password, or have one glued to it.
func (in *input) unknownFlag(err *pflag.NotExistError) error {
	name := err.GetSpecifiedName()
	if err.GetSpecifiedShortnames() != "" {
		return fmt.Errorf("unknown flag %s; --help lists them all", plain("-"+name))
	}
	if f := in.nearest(name); f != nil && !strings.HasPrefix(name, f.Name) {
		return fmt.Errorf("unknown flag %s: is it --%s?", plain("--"+name), f.Name)
	}
	if f := in.glued(name); f != nil {
		return fmt.Errorf("unknown flag that begins with --%s; a value follows after a blank or an equals sign", f.Name)
	}
	return errors.New("unknown flag; --help lists them all")
}

// plain shows text as it is, but quoted if it is not printable ASCII.
func plain(text string) string {
	if q := quote(text); q != `"`+text+`"` {
		return q
	}
	return text
}

// spelled names a flag as --help does.
func spelled(f *pflag.Flag) string {
	if f.Shorthand != "" {
		return "-" + f.Shorthand + ", --" + f.Name
	}
	return "--" + f.Name
}
