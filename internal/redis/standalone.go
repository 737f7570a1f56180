package redis

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// standalone is one server, or a proxy that looks like one.
type standalone struct{ node string }

func connectStandalone(_ context.Context, d *Deployment, node string) (topology, resp.Dialer, error) {
	return standalone{node}, d.dialer, nil
}

func (s standalone) describe() string { return "" }

func (s standalone) nodes() []string { return []string{s.node} }

func (s standalone) owner(string) string { return s.node }

func (s standalone) slot(string) int { return 0 }

func (s standalone) address(_ context.Context, node string) (string, error) { return node, nil }

func (s standalone) ranges(db, parts int) []span {
	return divide(s.node, db, reverseBinary, evenly(parts))
}

func (s standalone) scan(r span, cursor, count string) []string {
	return append([]string{"SCAN", cursor, "COUNT", count}, r.words...)
}

func (s standalone) layout(context.Context) (layout, error) { return layout{}, nil }

func (s standalone) moved(context.Context, layout, []int) ([][]span, layout, error) {
	return nil, layout{}, nil
}

func (s standalone) owners() []string { return s.nodes() }

func (s standalone) redirects() bool { return false }

func (s standalone) readsReplica(string, string) bool { return false }

func (s standalone) readMaster(string) string { return s.node }

func (s standalone) refresh(context.Context) {}

func (s standalone) has(string) bool { return true }
