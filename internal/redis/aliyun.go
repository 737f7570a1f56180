package redis

import (
	"context"
	"fmt"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// aliyun is Aliyun's proxy before a cluster: one address, whose nodes are swept
// by ISCAN and their number.
type aliyun struct {
	standalone
	count int
}

func connectAliyun(ctx context.Context, d *Deployment, node string) (topology, resp.Dialer, error) {
	a := d.asker(node)
	defer a.close()
	text, err := a.text(ctx, "INFO", "Cluster")
	if err != nil {
		return nil, d.dialer, fmt.Errorf("ask Aliyun's proxy for INFO Cluster: %w", err)
	}
	n, err := strconv.Atoi(infoFields(text)["nodecount"])
	if err != nil || n < 1 {
		return nil, d.dialer, fmt.Errorf("%w: INFO Cluster of Aliyun's proxy tells its nodecount, this one does not", errKind)
	}
	return aliyun{standalone{node}, n}, d.dialer, nil
}

func (a aliyun) describe() string { return fmt.Sprintf("Aliyun proxy, %d nodes", a.count) }

func (a aliyun) ranges(db, _ int) []span {
	var out []span
	for i := range a.count {
		out = append(out, span{Range: Range{Node: a.node, ID: strconv.Itoa(i), DB: db}})
	}
	return out
}

func (a aliyun) scan(r span, cursor, count string) []string {
	return []string{"ISCAN", r.ID, cursor, "COUNT", count}
}
