package redis

import "context"

// standalone is one server, or a proxy that looks like one.
type standalone struct{ node string }

func connectStandalone(_ context.Context, _ *Deployment, node string) (topology, error) {
	return standalone{node}, nil
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

func (s standalone) lost(context.Context, string) bool { return false }
