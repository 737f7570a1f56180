package report

import (
	"fmt"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/text"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// Verdict is what a run came to.
type Verdict int

// The verdicts.
const (
	Same       Verdict = iota // every key was compared, and none differs
	Different                 // every key was compared, and some differ, or what is besides keys
	Incomplete                // some keys could not be read, whether others differ or not
	Nothing                   // there was no key to compare
	Partial                   // the run ended early
)

// Verdict is what the run came to.
func (r Result) Verdict() Verdict {
	switch {
	case r.Partial != "":
		return Partial
	case r.Summary.Unverified > 0:
		return Incomplete
	case r.Summary.KeyCount() > 0, r.Summary.State > 0:
		return Different
	case r.Checked == 0 && r.Empty != "":
		return Nothing
	}
	return Same
}

// VerdictLine says in one line what the run came to.
func VerdictLine(r Result) string {
	differ := r.Summary.KeyCount() > 0 || r.Summary.State > 0
	switch v := r.Verdict(); {
	case v == Partial && differ:
		return "NOT THE SAME: " + r.differences() + "; the run ended early: " + text.Clean(r.Partial)
	case v == Partial:
		return fmt.Sprintf("NOT PROVED: no difference in %s so far; the run ended early: %s", text.Count(r.Checked, "key"), text.Clean(r.Partial))
	case v == Nothing:
		return "NOTHING COMPARED: " + text.Clean(r.Empty)
	case differ:
		return "NOT THE SAME: " + r.differences()
	case v == Incomplete:
		return fmt.Sprintf("NOT PROVED: no difference found, but %s of %s %s",
			text.Number(r.Summary.Unverified), text.Count(r.Checked, "key"), r.unverified())
	}
	keys := text.Count(r.Checked, "key")
	if file := r.Recheck.File; file != "" {
		keys += " of " + text.Clean(file)
	}
	return fmt.Sprintf("THE SAME: %s of %s, %s", text.Number(r.Checked), keys, r.How)
}

// differences says how many keys differ, how, and how many are unknown.
func (r Result) differences() string {
	s := r.Summary
	if s.KeyCount() == 0 {
		return r.besides() + fmt.Sprintf("; no difference in %s; %s %s",
			text.Count(r.Checked, "key"), text.Number(s.Unverified), r.unverified())
	}
	if s.State > 0 {
		return Result{Summary: keysAlone(s), Checked: r.Checked, Unsettled: r.Unsettled}.differences() + "; " + r.besides()
	}
	verb := "differ"
	if s.KeyCount() == 1 {
		verb = "differs"
	}
	return fmt.Sprintf("%s of %s %s (%s); %s %s",
		text.Number(s.KeyCount()), text.Count(r.Checked, "key"), verb, byKind(s), text.Number(s.Unverified), r.unverified())
}

// unverified says what is wrong with the keys without a verdict.
func (r Result) unverified() string {
	switch n := int64(r.Unsettled); {
	case n == 0:
		return "could not be read"
	case n >= r.Summary.Unverified:
		return "changed all the time"
	}
	return "could not be read or changed all the time"
}

// besides counts what differs besides the keys.
func (r Result) besides() string {
	return text.Count(r.Summary.State, "function library or user", "function libraries or users") + " besides the keys"
}

func keysAlone(s check.Summary) check.Summary {
	s.State = 0
	return s
}

// byKind counts the keys that differ by kind: 4 missing on the target, 16 value.
func byKind(s check.Summary) string {
	names := map[value.Kind]string{value.LackTarget: "missing on the target", value.LackSource: "missing on the source"}
	var parts []string
	for _, k := range []value.Kind{value.LackTarget, value.LackSource, value.Value, value.TTL, value.TypeKind} {
		n := keysOf(s, func(c compare.Cell) bool { return c.Kind == k })
		name := names[k]
		if name == "" {
			name = string(k)
		}
		if n > 0 {
			parts = append(parts, text.Number(n)+" "+name)
		}
	}
	return strings.Join(parts, ", ")
}

// keysOf counts the keys of some cells.
func keysOf(s check.Summary, wanted func(compare.Cell) bool) int64 { return sum(s.Keys, wanted) }

// sum adds up some cells.
func sum(cells map[compare.Cell]int64, wanted func(compare.Cell) bool) (n int64) {
	for c, k := range cells {
		if wanted(c) {
			n += k
		}
	}
	return n
}
