package report

import (
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/text"
)

// recheck tells what became of the keys of an earlier result.
func (p *page) recheck(r Result) {
	again := r.Recheck
	if again.Keys == 0 || r.Partial != "" {
		return
	}
	differ, unread := r.Summary.KeyCount(), r.Summary.Unverified
	same := again.Keys - differ - unread
	line := fmt.Sprintf("%s: %s -> %s still %s, %s %s the same now", text.Clean(again.File), text.Number(again.Keys),
		text.Number(differ), text.Plural(differ, "differs", "differ"), text.Number(same), text.Plural(same, "is", "are"))
	if unread > 0 {
		line += fmt.Sprintf(", %s could not be read", text.Number(unread))
	}
	p.plain("")
	p.line(bold, line)
	if again.Partial {
		p.line(yellow, "It is of a run that ended early: nothing is known of keys which that run did not come to.")
	}
}
