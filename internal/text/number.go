// Package text has the words for people that several displays use: numbers,
// durations, lines that fit, and names that are safe on a terminal.
package text

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Number writes a number in full: 1,234,567.
func Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Compact writes a number in at most five columns: 1.2M.
func Compact(n int64) string {
	v := float64(n)
	for _, unit := range []string{"", "k", "M", "G", "T", "P"} {
		switch {
		case v < 1000 && unit == "":
			return strconv.FormatInt(n, 10)
		case v < 9.95:
			return fmt.Sprintf("%.1f%s", v, unit)
		case v < 999.5:
			return fmt.Sprintf("%.0f%s", v, unit)
		}
		v /= 1000
	}
	return Number(n)
}

// Plural chooses the word for a number of things; many is one with an s unless it
// is given.
func Plural(n int64, one string, many ...string) string {
	switch {
	case n == 1:
		return one
	case len(many) > 0:
		return many[0]
	}
	return one + "s"
}

// Count writes a number and its noun: 1 key, 2 keys.
func Count(n int64, one string, many ...string) string {
	return Number(n) + " " + Plural(n, one, many...)
}

// Percent writes a share rounded down, so that 100% is the end.
func Percent(share float64) string { return fmt.Sprintf("%d%%", PercentOf(share)) }

// PercentOf is a share in whole percent, rounded down.
func PercentOf(share float64) int64 {
	const rounding = 1e-9 // a share such as 0.29 is a bit less than that
	return int64(share*100 + rounding)
}

// Brief writes a duration in its two largest units: 1h05m.
func Brief(d time.Duration) string {
	s := int64(d.Round(time.Second).Seconds())
	switch {
	case s < 60:
		return fmt.Sprintf("%ds", s)
	case s < 3600:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	default:
		return fmt.Sprintf("%dh%02dm", s/3600, s/60%60)
	}
}

// Elapsed writes a duration as precisely as people care: 1.2s, 3m4s.
func Elapsed(d time.Duration) string {
	if d < 10*time.Second {
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}
