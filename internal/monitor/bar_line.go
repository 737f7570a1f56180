package monitor

import (
	"fmt"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/text"
)

const (
	gap      = "  " // between two facts of a line
	minGauge = 8    // columns of the shortest gauge
	maxGauge = 42   // and of the longest
)

// barLine is the text of a bar that is at most room columns wide. It gives up
// first digits, then the gauge, then the speed and the number of all keys, and
// then the facts from the last to the first.
func barLine(f Frame, room int) string {
	if f.Round == 0 {
		return truncate([]string{"starting"}, room)
	}
	for _, number := range []func(int64) string{text.Number, text.Compact} {
		facts := barFacts(f, number, false)
		length := room - len(strings.Join(facts, gap)) - len(" ")
		if length >= minGauge {
			facts[0] += " " + gauge(f.Share, min(length, maxGauge))
			return truncate(facts, room)
		}
	}
	if line := strings.Join(barFacts(f, text.Compact, false), gap); len(line) <= room {
		return line
	}
	return truncate(barFacts(f, text.Compact, true), room)
}

// barFacts are the parts of a line, the most important first. In brief, they are
// without those that can be done without.
func barFacts(f Frame, number func(int64) string, brief bool) []string {
	facts := []string{
		"round " + roundOf(f.Snapshot),
		fmt.Sprintf("%4s", text.Percent(f.Share)),
		keysText(f, number, brief),
	}
	if !f.Waiting && !brief {
		facts = append(facts, number(int64(f.Speed()))+"/s")
	}
	facts = append(facts, number(f.Conflicts())+" "+text.Plural(f.Conflicts(), "conflict"))
	if f.Unverified > 0 {
		facts = append(facts, number(f.Unverified)+" unverified")
	}
	facts = append(facts, timeText(f))
	if len(f.Paced) > 0 && !brief {
		facts = append(facts, "paced")
	}
	return facts
}

// keysText says how many keys are done, of how many where that is known.
func keysText(f Frame, number func(int64) string, brief bool) string {
	if brief || f.Chosen || f.Keys < f.Checked || f.Keys == 0 {
		return number(f.Checked) + " " + text.Plural(f.Checked, "key")
	}
	return number(f.Checked) + " of " + number(f.Keys) + " " + text.Plural(f.Keys, "key")
}

// timeText says how long it has taken, and how long it will.
func timeText(f Frame) string {
	if f.Waiting {
		return fmt.Sprintf("round %d in %s", f.Round+1, text.Brief(f.Pause()))
	}
	elapsed := text.Brief(f.Elapsed())
	if left, ok := f.Left(); ok {
		return elapsed + ", " + text.Brief(left) + " left"
	}
	return elapsed
}

// truncate joins as many of the facts as there is room for.
func truncate(facts []string, room int) string {
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
