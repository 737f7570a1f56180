package pace

import (
	"fmt"
	"strconv"
	"time"
)

// Held says how and why a node is held back.
type Held struct {
	Side, Node string
	Limit      Limit
	Last       Cause // the newest one, which may be over
	Since      time.Time
	Others     float64       // their commands a second
	Answers    time.Duration // what a light command takes
	Usually    time.Duration // and takes without us; 0 if that is not known
	MaxLatency time.Duration
	Total      time.Duration // how long the node was held back so far
}

// String says it to people.
func (h Held) String() string {
	if h.Limit.Cause == Free {
		return h.at() + " is free"
	}
	return "paced: " + h.at() + " " + h.Why()
}

// History says for how long it was, and why at last.
func (h Held) History() string {
	return fmt.Sprintf("%s for %v: it %s", h.at(), h.Total.Round(time.Second), h.Why())
}

func (h Held) at() string { return h.Side + " " + h.Node }

// Why says what was seen of the node when it was last held back.
func (h Held) Why() string {
	switch h.Last {
	case Shared:
		return fmt.Sprintf("runs %s commands a second of others", round(h.Others))
	case TooSlow:
		return fmt.Sprintf("answers in %s ms, at most %s", ms(h.Answers), ms(h.MaxLatency))
	case Slow:
		text := fmt.Sprintf("answers in %s ms", ms(h.Answers))
		if h.Usually > 0 {
			text += ", usually " + ms(h.Usually)
		}
		return text
	case Free:
	}
	return "is free"
}

// ms writes a time in milliseconds, with one or two digits that say something.
func ms(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds()*1000, 'g', 2, 64)
}

// round writes a number with two digits that say something: nobody needs more.
func round(n float64) string {
	rounded := int64(n)
	for unit := int64(1); rounded/unit >= 100; unit *= 10 {
		rounded = rounded / (unit * 10) * (unit * 10)
	}
	return strconv.FormatInt(rounded, 10)
}
