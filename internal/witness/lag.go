package witness

import "time"

// Lag is how much later than the source the target took over a content. Both
// moments are known only to lie between two looks.
type Lag struct {
	Least time.Duration
	Most  time.Duration // 0 if only the least is known
}

// Known reports whether both bounds were witnessed.
func (l Lag) Known() bool { return l.Most > 0 }

// Precise reports whether Middle is off by at most a tenth, or by some milliseconds.
func (l Lag) Precise() bool {
	const instant = 20 * time.Millisecond
	return l.Known() && l.Most-l.Least <= max(instant, l.Middle()/5)
}

// Middle is the best estimate, at most Most-Least off by half.
func (l Lag) Middle() time.Duration { return (l.Least + l.Most) / 2 }

// lag is that of the target's version, which was just seen for the first time. It is
// unknown if the source was not seen to take the version over, or more than once:
// then nothing tells which one the target followed. Of a version that the source
// held from the first look on only the least is known.
func (h *History) lag() Lag {
	if h.Target.Digest == (Digest{}) { // nothing there is like nothing there at another time
		return Lag{}
	}
	var from Version
	n := 0
	for _, v := range h.Source {
		if v.Digest == h.Target.Digest {
			from = v
			n++
		}
	}
	if n != 1 || h.Target.Before.IsZero() {
		return Lag{}
	}
	l := Lag{Least: max(h.Target.Before.Sub(from.First), 0)}
	if !from.Before.IsZero() {
		l.Most = max(h.Target.First.Sub(from.Before), 1)
	}
	return l
}

// largest is the lag with the larger Least, which is the one that is certain. A
// lag of which both bounds are known goes before any other.
func largest(a, b Lag) Lag {
	if a.Known() != b.Known() {
		if a.Known() {
			return a
		}
		return b
	}
	if b.Least > a.Least {
		return b
	}
	return a
}
