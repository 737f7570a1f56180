package monitor

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/text"
)

// Status writes a line about the run whenever somebody asked for it.
func Status(out io.Writer, asked <-chan os.Signal) Painter {
	return func(f Frame) {
		select {
		case <-asked:
			_, _ = fmt.Fprintln(out, statusLine(f))
		default:
		}
	}
}

// statusLine says what a bar without a gauge would.
func statusLine(f Frame) string {
	if f.Round == 0 {
		return "starting"
	}
	facts := barFacts(f, text.Number, false)
	for i := range facts {
		facts[i] = strings.TrimSpace(facts[i])
	}
	for i, h := range f.Paced {
		if i == 0 {
			facts = facts[:len(facts)-1] // a bar says it in short
		}
		facts = append(facts, text.Clean(h.String()))
	}
	return strings.Join(facts, gap)
}
