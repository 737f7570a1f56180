package cli

import (
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/pace"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// notePace notes with the result where the run made room for others.
func (r *run) notePace(all []pace.Held) {
	var lines []string
	for _, h := range all {
		lines = append(lines, text.Clean(h.History()))
		r.screen.log.Info("was paced", "node", text.Clean(h.Side+" "+h.Node), "for", h.Total.Round(time.Second))
	}
	if len(lines) > 0 {
		r.store.Note("paced", strings.Join(lines, "\n"))
	}
}
