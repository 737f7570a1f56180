package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// size is a number of bytes, with a unit.
type size struct{ to *int64 }

// units are those of sizes, the largest first. Each is a thousand of the next.
func units() []string { return []string{"TB", "GB", "MB", "kB", "B"} }

// Set parses the text of the flag.
func (s size) Set(text string) error {
	n, err := parseSize(text)
	if err == nil {
		*s.to = n
	}
	return err
}

func parseSize(text string) (int64, error) {
	number, factor := text, 1.0
	for i, unit := range units() {
		if digits, found := cutSuffixFold(text, unit); found {
			number, factor = digits, math.Pow(1000, float64(len(units())-1-i))
			break
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !(n >= 0) || n*factor > math.MaxInt64/2 || n > 0 && n*factor < 1 {
		return 0, fmt.Errorf("%s is not a size such as 500kB, 50MB or 1.5GB", quote(text))
	}
	return int64(n * factor), nil
}

func cutSuffixFold(text, suffix string) (before string, found bool) {
	at := len(text) - len(suffix)
	if at < 0 || !strings.EqualFold(text[at:], suffix) {
		return text, false
	}
	return text[:at], true
}

// String returns the size in the largest unit that leaves no fraction.
func (s size) String() string {
	for i, unit := range units() {
		if factor := int64(math.Pow(1000, float64(len(units())-1-i))); *s.to >= factor && *s.to%factor == 0 {
			return strconv.FormatInt(*s.to/factor, 10) + unit
		}
	}
	return strconv.FormatInt(*s.to, 10)
}

// Type is empty.
func (s size) Type() string { return "" }
