package report

import (
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// state writes what differs besides keys.
func (p *page) state(r Result) {
	if r.Summary.State == 0 {
		return
	}
	p.plain("")
	p.line(red, "besides the keys")
	for _, d := range r.State {
		p.plain("  " + text.Truncate(d.Kind+" "+d.Name, width-2-len(d.Difference)-2) + ": " + d.Difference)
	}
	if more := r.Summary.State - int64(len(r.State)); more > 0 {
		p.plain(fmt.Sprintf("  and %s more: SELECT * FROM server_state", text.Number(more)))
	}
}

// notCompared writes what was left out.
func (p *page) notCompared(r Result) {
	if len(r.NotCompared) == 0 {
		return
	}
	p.plain("")
	p.line(yellow, "not compared")
	const most = 5
	room := most
	for _, n := range r.NotCompared {
		lines := leftOut(n)
		if room -= len(lines); room < 0 {
			p.plain("  and more: SELECT * FROM not_compared")
			return
		}
		p.plain(lines...)
	}
}

// leftOut are lines for people: one, or two where the name is long.
func leftOut(n record.LeftOut) []string {
	const least = 20 // columns for the reason
	what, where := "  "+text.Truncate(n.What, width-2), ""
	if n.Side != "both" {
		where += " on the " + n.Side
	}
	if n.Times > 1 {
		where += " (" + text.Count(n.Times, "key") + ")"
	}
	colon := ": "
	if text.Columns(what+where+colon) <= width-least {
		return []string{what + where + colon + text.Truncate(n.Why, width-text.Columns(what+where+colon))}
	}
	if where == "" {
		colon = " "
	}
	return []string{what, "   " + where + colon + text.Truncate(n.Why, width-3-text.Columns(where+colon))}
}
