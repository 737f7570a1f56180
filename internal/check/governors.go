package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/pace"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// govern sets the limits of the run, until the function that it returns is called.
func (c *Check) govern(ctx context.Context) (end func()) {
	o := c.Options
	c.keys = pace.NewBucket(float64(o.Rate), 0)
	bytes := pace.Bandwidth(o.Bandwidth)
	for i := range c.meters {
		c.meters[i] = &meter{Governor: redis.Governors{redis.NewQPS(o.QPS), bytes}}
	}
	if !o.Polite && o.MaxLatency == 0 {
		return func() {}
	}
	c.pacer = pace.Start(ctx, pace.Options{
		Policy:   pace.Policy{Polite: o.Polite, MaxLatency: o.MaxLatency},
		Meter:    c.meter,
		Scripted: o.Digest,
		Tell:     c.tellPace,
	})
	for i, name := range sideNames() {
		c.meters[i].Governor = redis.Governors{c.meters[i].Governor, c.pacer.Side(name)}
	}
	c.Stats.pacedBy(c.pacer.Held)
	return c.pacer.Close
}

func sideNames() [2]string { return [2]string{"source", "target"} }

// meter opens a meter of a node.
func (c *Check) meter(side, node string) pace.Meter {
	i := 0
	if side == sideNames()[1] {
		i = 1
	}
	of, _ := c.first[i].Of(node)
	return [2]*redis.Deployment{c.Source, c.Target}[i].Meter(node, of.Direct)
}

func (c *Check) tellPace(h pace.Held) {
	if h.Limit.Cause == pace.Free {
		c.Log.Info("no longer paced", "node", h.Side+" "+h.Node, "paced_for", h.Total)
		return
	}
	c.Log.Info(h.String())
}

// paced lists the nodes where the run made room for others.
func (c *Check) paced() []pace.Held {
	if c.pacer == nil {
		return nil
	}
	return c.pacer.History()
}

// slice is how many keys, at most so many, one exchange should be about.
func (c *Check) slice(most int) int {
	if c.Options.Rate > 0 {
		most = min(most, max(c.Options.Rate/smoothly, 1))
	}
	if c.pacer == nil {
		return most
	}
	return c.pacer.Slice(most)
}

// smoothly is in how many exchanges the keys of a second are asked about, at least.
const smoothly = 20

// pacedBy has snapshots tell where the run is held back.
func (s *Stats) pacedBy(paced func() []pace.Held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paced = paced
}
