package monitor

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

// grouped writes a number in full: 1,234,567.
func grouped(n int64) string {
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

// compact writes a number in at most five columns: 1.2M.
func compact(n int64) string {
	v := float64(n)
	for _, unit := range []string{"", "k", "M", "G", "T"} {
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
	return strconv.FormatInt(n, 10)
}

// rounding makes up for a share such as 0.29, which is a bit less than that.
const rounding = 1e-9

// percent writes a share rounded down, so that 100% is the end.
func percent(share float64) string { return fmt.Sprintf("%d%%", int(share*100+rounding)) }

// roundOf says which round it is: 2/3.
func roundOf(s check.Snapshot) string { return fmt.Sprintf("%d/%d", s.Round, s.Rounds) }

// brief writes a time in its two largest units: 1h05m.
func brief(d time.Duration) string {
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

// plural adds an s to the name of what there is not one of.
func plural(n int64, name string) string {
	if n == 1 {
		return name
	}
	return name + "s"
}
