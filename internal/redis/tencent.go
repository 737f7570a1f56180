package redis

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// tencent is Tencent's proxy before a cluster: one address, whose nodes are
// swept by SCAN with a node's ID behind it.
type tencent struct {
	standalone
	ids []string
}

func connectTencent(ctx context.Context, d *Deployment, node string) (topology, resp.Dialer, error) {
	a := d.asker(node)
	defer a.close()
	text, err := a.text(ctx, "CLUSTER", "NODES")
	if err != nil {
		return nil, d.dialer, fmt.Errorf("ask Tencent's proxy for CLUSTER NODES: %w", err)
	}
	ids := masterIDs(text)
	if len(ids) == 0 {
		return nil, d.dialer, fmt.Errorf("%w: CLUSTER NODES of Tencent's proxy lists masters, here are none", errKind)
	}
	return tencent{standalone{node}, ids}, d.dialer, nil
}

// masterIDs reads the IDs of the masters from CLUSTER NODES.
func masterIDs(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) > 2 && slices.Contains(strings.Split(f[2], ","), "master") {
			out = append(out, f[0])
		}
	}
	return out
}

func (t tencent) describe() string { return fmt.Sprintf("Tencent proxy, %d nodes", len(t.ids)) }

func (t tencent) ranges(db, _ int) []span {
	var out []span
	for _, id := range t.ids {
		out = append(out, span{Range: Range{Node: t.node, ID: id, DB: db}})
	}
	return out
}

func (t tencent) scan(r span, cursor, count string) []string {
	return []string{"SCAN", cursor, "COUNT", count, r.ID}
}
