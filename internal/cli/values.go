package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Each type in this file is a pflag.Value: it parses the text of one kind of
// flag into the config, and its errors say what is allowed.

// number is a whole decimal number within bounds.
type number[T int | int64] struct {
	to       *T
	min, max T
}

// Set parses the text of the flag.
func (n number[T]) Set(text string) error {
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil || v < int64(n.min) || v > int64(n.max) {
		return fmt.Errorf("%s is not %s", quote(text), n.allowed())
	}
	*n.to = T(v)
	return nil
}

// allowed says which numbers Set takes.
func (n number[T]) allowed() string {
	return fmt.Sprintf("a whole number from %d to %d", n.min, n.max)
}

// unbounded is the upper bound of a number that needs none.
const unbounded = 1<<31 - 1

// String returns the number, which before parsing is the default.
func (n number[T]) String() string { return strconv.FormatInt(int64(*n.to), 10) }

// Type is empty: each flag names its value in its usage.
func (n number[T]) Type() string { return "" }

// span is a time given with its unit.
type span struct {
	to   *time.Duration
	off  bool          // "off" is allowed, and stored as -1
	bare time.Duration // the unit of a whole number alone, 0: it needs one
}

// Set parses the text of the flag.
func (s span) Set(text string) error {
	if s.off && text == "off" {
		*s.to = -1
		return nil
	}
	var d time.Duration
	n, err := strconv.ParseUint(text, 10, 31)
	switch {
	case err == nil && (n == 0 || s.bare != 0):
		d = time.Duration(n) * s.bare
	case err == nil:
		return fmt.Errorf("%s lacks its unit; give %ss or %sms", quote(text), text, text)
	default:
		if d, err = time.ParseDuration(text); err != nil || d < 0 {
			return fmt.Errorf("%s is not %s", quote(text), s.allowed())
		}
	}
	*s.to = d
	return nil
}

// allowed says which texts Set takes.
func (s span) allowed() string {
	text := "a time such as 500ms, 2s or 1m"
	if s.bare != 0 {
		text += ", or a whole number of seconds"
	}
	if s.off {
		text += ", nor off"
	}
	return text
}

// String returns the time, without what is zero: 1m, not 1m0s.
func (s span) String() string {
	if *s.to < 0 {
		return "off"
	}
	text := s.to.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Type is empty.
func (s span) Type() string { return "" }

// choice is one of a few words. A word may be spelled in several ways.
type choice[T comparable] struct {
	to    *T
	words []word[T]
}

// word is one spelling of a value. The empty spelling is not told to people.
type word[T comparable] struct {
	text  string
	value T
}

// Set parses the text of the flag.
func (c choice[T]) Set(text string) error {
	for _, w := range c.words {
		if w.text == text {
			*c.to = w.value
			return nil
		}
	}
	return fmt.Errorf("%s is not one of %s", quote(text), c.allowed())
}

// allowed lists the words.
func (c choice[T]) allowed() string {
	var texts []string
	for _, w := range c.words {
		if w.text != "" {
			texts = append(texts, w.text)
		}
	}
	return strings.Join(texts, ", ")
}

// String returns the first word for the value.
func (c choice[T]) String() string {
	for _, w := range c.words {
		if w.value == *c.to && w.text != "" {
			return w.text
		}
	}
	return ""
}

// Type is empty.
func (c choice[T]) Type() string { return "" }

// parsed is a flag whose text a function of another package parses.
type parsed[T any] struct {
	to    *T
	parse func(string) (T, error)
	text  string // as String gives it
}

// Set parses the text of the flag.
func (p *parsed[T]) Set(text string) (err error) {
	*p.to, err = p.parse(text)
	p.text = text
	return err
}

// String returns the text of the flag.
func (p *parsed[T]) String() string { return p.text }

// Type is empty.
func (p *parsed[T]) Type() string { return "" }

// repeated is a flag that may be given several times.
type repeated[T any] struct {
	to    *[]T
	parse func(string) (T, error)
	texts []string
}

// Set parses the text of one time.
func (r *repeated[T]) Set(text string) error {
	v, err := r.parse(text)
	if err != nil {
		return err
	}
	*r.to, r.texts = append(*r.to, v), append(r.texts, text)
	return nil
}

// String returns the texts, a line each.
func (r *repeated[T]) String() string { return strings.Join(r.texts, "\n") }

// Type is empty.
func (r *repeated[T]) Type() string { return "" }

// each is the texts, one for each time that the flag was given.
func (r *repeated[T]) each() []string { return r.texts }

// secret is a password; it is never printed.
type secret struct{ to *resp.Secret }

// Set stores the password.
func (s secret) Set(text string) error {
	*s.to = resp.NewSecret(text)
	return nil
}

// String is empty, whatever the password.
func (s secret) String() string { return "" }

// Type is empty.
func (s secret) Type() string { return "" }

// quote shows a bad value in an error, on one line and not at length.
func quote(text string) string {
	const most = 40
	if len(text) > most {
		text = text[:most] + "..."
	}
	return strconv.Quote(text)
}
