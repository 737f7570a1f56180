package witness

import "time"

// Lag is how much later than the source the target took over a content. Both
// moments are known only to lie between two looks.
type Lag struct{ Least, Most time.Duration }

// Known reports whether a lag was witnessed at all.
func (l Lag) Known() bool { return l.Most > 0 }

// Middle is the best estimate, at most Most-Least off by half.
func (l Lag) Middle() time.Duration { return (l.Least + l.Most) / 2 }

// lag is that of the target's version, which was just seen for the first time. It is
// unknown if the source was not seen to take the version over, or more than once:
// then nothing tells which one the target followed.
func (h *History) lag() Lag {
	var from Version
	n := 0
	for _, v := range h.Source {
		if v.Digest == h.Target.Digest {
			from = v
			n++
		}
	}
	if n != 1 || from.Before.IsZero() || h.Target.Before.IsZero() {
		return Lag{}
	}
	return Lag{
		Least: max(h.Target.Before.Sub(from.First), 0),
		Most:  max(h.Target.First.Sub(from.Before), 1),
	}
}

// largest is the lag with the larger Least, which is the one that is certain.
func largest(a, b Lag) Lag {
	if !a.Known() || b.Known() && b.Least > a.Least {
		return b
	}
	return a
}
