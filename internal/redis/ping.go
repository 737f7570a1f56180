package redis

import (
	"context"
	"time"
)

// RTT measures how long a server takes to answer the cheapest question.
func (d *Deployment) RTT(ctx context.Context) (time.Duration, error) {
	p := d.Pipeline()
	defer p.Close()
	var took time.Duration
	for range 2 { // the first exchange connects
		started := time.Now()
		p.Add("TYPE", probeKey)
		if err := p.Exec(ctx); err != nil {
			return 0, err
		}
		took = time.Since(started)
	}
	return took, nil
}
