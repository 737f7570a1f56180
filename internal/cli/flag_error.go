package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// flagError puts pflag's errors in our words: the flag first, then what is
// wrong. It repeats of the command line only what cannot be a password.
func flagError(err error) error {
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
		return unknownFlag(unknown)
	case errors.As(err, &syntax):
		dashes, _, _ := strings.Cut(syntax.GetSpecifiedFlag(), "=")
		return fmt.Errorf("%s is no flag; --help lists them all", quote(dashes))
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

// unknownFlag is about a flag that does not exist. Of letters it names the
// first unknown one alone, since a password may be glued to it.
func unknownFlag(err *pflag.NotExistError) error {
	dashes := "--"
	if err.GetSpecifiedShortnames() != "" {
		dashes = "-"
	}
	return fmt.Errorf("unknown flag %s; --help lists them all", plain(dashes+err.GetSpecifiedName()))
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
