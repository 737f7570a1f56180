package report

import "fmt"

// state writes what differs besides keys.
func (p *page) state(r Result) {
	if r.Summary.State == 0 {
		return
	}
	p.plain("")
	p.line(red, "besides the keys")
	for _, d := range r.State {
		p.plain("  " + fit(d.Kind+" "+d.Name, width-2-len(d.Difference)-2) + ": " + d.Difference)
	}
	if more := r.Summary.State - int64(len(r.State)); more > 0 {
		p.plain(fmt.Sprintf("  and %s more: SELECT * FROM server_state", number(more)))
	}
}

// notCompared writes what was left out.
func (p *page) notCompared(r Result) {
	if len(r.NotCompared) == 0 {
		return
	}
	p.plain("")
	p.line(yellow, "not compared")
	for _, n := range r.NotCompared {
		what := n.What
		if n.Side != "both" {
			what += " on the " + n.Side
		}
		if n.Times > 1 {
			what += " (" + Count(n.Times, "key") + ")"
		}
		p.plain("  " + what + ": " + fit(n.Why, max(width-4-columns(what), 20)))
	}
}
