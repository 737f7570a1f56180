package judge

import (
	"time"

	"github.com/redis-full-check/redis-full-check/internal/value"
	"github.com/redis-full-check/redis-full-check/internal/witness"
)

// Finding is what the judge knows of a suspect.
type Finding int

// The findings. Unclear means that the digests do not tell: the key has to be
// compared again.
const (
	Unsettled Finding = iota
	Late              // or the same now
	Confirmed
	Unclear
)

// Verdict is the judgement of a suspect.
type Verdict struct {
	Suspect
	Finding     Finding
	Stuck       bool          // the source moved on while the target stood still
	Fields      []value.Field // those that are confirmed, or that were not looked at, where the suspect has fields
	First, Last time.Time     // looks
	Looks       int
	Stood       [2]time.Duration // how long source and target are known to have stood still
	Lag         witness.Lag
	Moves       int // changes that were seen of either side
}

// Verdicts are the judgements of all suspects.
func (j *Judge) Verdicts() []Verdict {
	out := make([]Verdict, 0, len(j.watched))
	unknown := j.lagUnknown()
	for _, w := range j.watched {
		v := j.verdict(w)
		if v.Finding == Confirmed && unknown && v.Moves > 0 {
			v.Finding = Unsettled
		}
		out = append(out, v)
	}
	return out
}

func (j *Judge) verdict(w *watched) Verdict {
	v := Verdict{Suspect: w.Suspect, First: w.seen.first, Last: w.seen.last, Looks: w.seen.looks, Finding: Late}
	if w.probe.ask == nil || w.fresh == 0 {
		v.Finding = Unclear
		return v
	}
	open := false
	for _, p := range w.parts {
		h := p.history
		v.Moves += h.Moves
		if h.Lag.Precise() && h.Lag.Least >= v.Lag.Least {
			v.Lag = h.Lag
		}
		switch s := h.State(j.need()); {
		case p.settled:
		case s == witness.Confirmed || s == witness.Stuck:
			v.confirm(p, s, w.probe.byField)
		case !j.settles(s, h):
			open = true
		}
	}
	switch {
	case v.Finding == Confirmed:
		v.Fields = append(v.Fields, w.unasked()...)
	case open:
		v.Finding = Unsettled
	case !w.probe.decides:
		v.Finding = Unclear
	}
	return v
}

// confirm adds a part that differs. The verdict's times are those of the part that
// stood still for the shortest.
func (v *Verdict) confirm(p *part, s witness.State, byField bool) {
	stood := [2]time.Duration{p.history.SourceStood(), p.history.Target.Stood()}
	if v.Finding != Confirmed || stood[1] < v.Stood[1] {
		v.Stood = stood
	}
	v.Finding = Confirmed
	v.Stuck = v.Stuck || s == witness.Stuck
	if byField {
		v.Fields = append(v.Fields, value.Field{Name: p.name, Kind: kindOf(p.history)})
	}
}

// kindOf is how a part differs, by the last look.
func kindOf(h *witness.History) value.Kind {
	switch source := h.Source[len(h.Source)-1].Digest; {
	case h.Target.Digest == (witness.Digest{}):
		return value.LackTarget
	case source == (witness.Digest{}):
		return value.LackSource
	}
	return value.Value
}

// lagUnknown reports whether most keys that both sides write to were never seen to
// agree: the lag is larger than they were looked at.
func (j *Judge) lagUnknown() bool {
	follow, not := 0, 0
	for _, w := range j.watched {
		for _, p := range w.parts {
			source, target := p.history.Moved()
			switch {
			case p.settled || p.history.Followed:
				follow++
			case source && target:
				not++
			}
		}
	}
	return not > 2 && not > follow
}
