package redistest

import (
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

func stringKind() kind {
	return kind{
		name:    "string",
		seed:    seedString,
		changes: []change{changeByte, appendBytes},
	}
}

func seedString(w *writer) {
	switch w.IntN(8) {
	case 0:
		w.p.Set(w.ctx, w.key, w.Int64()-1<<62, 0)
	case 1:
		w.p.Set(w.ctx, w.key, w.binary(300), 0)
	case 2:
		w.p.Set(w.ctx, w.key, "", 0)
	case 3:
		w.p.PFAdd(w.ctx, w.key, anys(w.elements(20))...)
	case 4:
		w.p.Set(w.ctx, w.key, strings.Repeat(w.text(40)+"+", 200), 0)
	default:
		w.p.Set(w.ctx, w.key, w.text(100), 0)
	}
}

func changeByte(m *mutation) string {
	m.t.Helper()
	was := must(m, m.c.Get(m.ctx, m.key))
	must(m, m.c.SetArgs(m.ctx, m.key, m.other(was), redis.SetArgs{KeepTTL: true}))
	return fmt.Sprintf("changed one of %d bytes", len(was))
}

func appendBytes(m *mutation) string {
	m.t.Helper()
	must(m, m.c.Append(m.ctx, m.key, m.fresh()))
	return "appended some bytes"
}
