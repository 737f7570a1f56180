package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// how says in words what was compared.
func how(o check.Options) string {
	mode := map[compare.Mode]string{
		compare.FullValue: "full value",
		compare.Length:    "type and length",
		compare.Exists:    "existence",
		compare.Outline:   "full value (of big collections the length)",
	}[o.Mode]
	switch {
	case o.Mode != compare.FullValue && o.Mode != compare.Outline:
		return mode
	case o.TTLTolerance < 0:
		return mode + " without expiry"
	}
	return mode + " and expiry"
}

// empty says what there was if no key was compared; "" if that is as it should be.
func empty(r record.Run) string {
	switch e := r.Empty; e.Cause {
	case record.SourceEmpty:
		if len(e.Databases) > 0 {
			return fmt.Sprintf("%s; the target holds %s", elsewhere(e), text.Count(e.Keys[1], "key"))
		}
		return fmt.Sprintf("the source is empty, the target holds %s: are -s and -t exchanged?", text.Count(e.Keys[1], "key"))
	case record.BothEmpty:
		if len(e.Databases) > 0 {
			return elsewhere(e)
		}
		return "the source is empty; --allow-empty if that is as it should be"
	case record.KeysGone:
		return fmt.Sprintf("the keys of the source are gone: deleted or expired since it counted %s", text.Count(e.Keys[0], "key"))
	case record.NothingChosen:
		return nothingChosen(r)
	case record.NothingListed:
		return r.Recheck.File + " lists no key to look at again"
	}
	return ""
}

// elsewhere is about keys in databases that were not chosen.
func elsewhere(e record.Empty) string {
	verb := "was"
	if len(e.Databases) > 1 {
		verb = "were"
	}
	return fmt.Sprintf("the source holds keys only in %s, which %s not compared", databases(e.Databases), verb)
}

// nothingChosen tells which keys there are instead.
func nothingChosen(r record.Run) string {
	words := "no key matches"
	for _, f := range r.Given {
		if !slices.Contains([]string{"filterlist", "include", "exclude", "type"}, f.Name) {
			continue
		}
		for line := range strings.SplitSeq(f.Value, "\n") {
			words += " --" + f.Name + " " + text.Shell(line)
		}
	}
	if len(r.Empty.Families) > 0 {
		words += "; the largest families are " + strings.Join(r.Empty.Families, ", ")
	}
	return words
}

// onlyOnTarget says that the target has keys which nobody looked at.
func (r Result) onlyOnTarget() string {
	if r.Partial != "" || r.Recheck.File != "" || r.Target == check.TargetSwept || r.Held[0] < 0 || r.Held[1] <= r.Held[0] {
		return ""
	}
	return fmt.Sprintf("The target held %d keys, %d more than the source: this run did not look\n"+
		"for keys that only the target has.\n", r.Held[1], r.Held[1]-r.Held[0])
}
