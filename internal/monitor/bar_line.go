package monitor

import (
	"fmt"
	"strings"
)

const (
	gap      = "  " // between two facts of a line
	minGauge = 10   // columns of the shortest gauge
	maxGauge = 42   // and of the longest
)

// barLine is the text of a bar that is at most room columns wide. It gives up
// first digits, then the gauge, then the facts from the last to the first.
func barLine(f Frame, room int) string {
	if f.Round == 0 {
		return fit([]string{"starting"}, room)
	}
	for _, number := range []func(int64) string{grouped, compact} {
		facts := barFacts(f, number)
		length := room - len(strings.Join(facts, gap)) - len(" ")
		if length >= minGauge {
			facts[0] += " " + gauge(f.Share, min(length, maxGauge))
			return fit(facts, room)
		}
	}
	return fit(barFacts(f, compact), room)
}

// barFacts are the parts of a line, the most important first.
func barFacts(f Frame, number func(int64) string) []string {
	facts := []string{
		"round " + roundOf(f.Snapshot),
		fmt.Sprintf("%4s", percent(f.Share)),
		number(f.Checked) + " " + plural(f.Checked, "key"),
	}
	if !f.Waiting {
		facts = append(facts, number(int64(f.Speed()))+" keys/s")
	}
	facts = append(facts, number(f.Conflicts())+" "+plural(f.Conflicts(), "conflict"))
	if f.Unverified > 0 {
		facts = append(facts, number(f.Unverified)+" unverified")
	}
	if left := leftText(f); left != "" {
		facts = append(facts, left)
	}
	return facts
}

// leftText says how long it will take.
func leftText(f Frame) string {
	if f.Waiting {
		return "waiting"
	}
	if left, ok := f.Left(); ok {
		return brief(left) + " left"
	}
	return ""
}

// fit joins as many of the facts as there is room for.
func fit(facts []string, room int) string {
	for n := len(facts); n > 0; n-- {
		if line := strings.Join(facts[:n], gap); len(line) <= room {
			return line
		}
	}
	return ""
}

// gauge draws a share in some columns: [####----].
func gauge(share float64, length int) string {
	inside := length - len("[]")
	full := min(max(int(share*float64(inside)), 0), inside)
	return "[" + strings.Repeat("#", full) + strings.Repeat("-", inside-full) + "]"
}
