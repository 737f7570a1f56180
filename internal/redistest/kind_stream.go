package redistest

import (
	"fmt"

	"github.com/redis/go-redis/v9"
)

func streamKind() kind {
	return kind{
		name:    "stream",
		seed:    seedStream,
		changes: []change{addEntry, removeEntry, advanceID, addGroup, removeGroup, moveGroup, acknowledge},
	}
}

// seedStream writes entries under fixed IDs. Some streams get a deleted
// entry, some groups with pending entries, one may end up empty.
func seedStream(w *writer) {
	n := w.length()
	for i := 1; i <= n; i++ {
		w.p.XAdd(w.ctx, &redis.XAddArgs{Stream: w.key, ID: streamID(i), Values: []any{"field", w.binary(40), w.element(i), ""}})
	}
	if w.IntN(4) == 0 {
		w.p.XDel(w.ctx, w.key, streamID(n))
	}
	for g := range w.IntN(3) {
		w.seedGroup(fmt.Sprintf("group\x00%d", g), n)
	}
}

// seedGroup makes entries pending by XCLAIM, not by reading them: so their
// delivery times are the same wherever they are written.
func (w *writer) seedGroup(group string, n int) {
	w.p.XGroupCreate(w.ctx, w.key, group, streamID(1+w.IntN(n)))
	for i := 1; i < n && i < 4; i++ {
		w.p.Do(w.ctx, "XCLAIM", w.key, group, fmt.Sprintf("consumer-%d", i%2), 0, streamID(i),
			"TIME", 1600000000000, "RETRYCOUNT", 1+w.IntN(5), "FORCE", "JUSTID")
	}
}

func streamID(i int) string { return fmt.Sprintf("1600000000000-%d", i) }
