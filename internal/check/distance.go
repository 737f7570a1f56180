package check

import (
	"context"
	"time"
)

// far is the round-trip time from which on a run is kept busy by distance
// rather than by the servers.
const far = 2 * time.Millisecond

// What a run takes at a distance, unless it was told otherwise: more batches at
// once, larger ones the farther the servers are, and several sweeps of one
// server if it has many keys. Larger batches than needed are slower: the servers'
// caches lose what SCAN has just brought there.
const (
	farBatch    = 512 // keys for each keysPer of round-trip time
	keysPer     = 10 * time.Millisecond
	maxFarBatch = 4096
	farParallel = 10
	farParts    = 8
	manyKeys    = 100_000
)

// fit chooses what depends on the distance of the servers.
func (o Options) fit(rtt time.Duration, keys int64) Options {
	if o.Parts == 0 {
		o.Parts = 1
		if rtt >= far && keys >= manyKeys {
			o.Parts = farParts
		}
	}
	if o.AutoBatch && rtt >= far {
		o.Batch = max(o.Batch, min(farBatch*int(max(rtt/keysPer, 1)), maxFarBatch))
	}
	if o.AutoParallel && rtt >= far {
		o.Parallel = max(o.Parallel, farParallel)
	}
	return o
}

// parts is in how many parts a database is swept on each node: if a page reached
// over the whole next part its keys would be counted twice.
func (c *Check) parts(db int) int {
	keys := c.Source.Server().DBs[db].Keys / int64(len(c.Source.Ranges(db, 1)))
	parts := c.Options.Parts
	for parts > 1 && keys < 2*int64(parts*c.Options.Batch) {
		parts /= 2
	}
	return parts
}

// fitToDistance measures the distance and adapts the options.
func (c *Check) fitToDistance(ctx context.Context) error {
	a, err := c.Source.RTT(ctx)
	if err != nil {
		return err
	}
	b, err := c.Target.RTT(ctx)
	if err != nil {
		return err
	}
	c.Options = c.Options.fit(max(a, b), c.Source.Server().Keys(c.databases()))
	if !c.Source.Server().Divisible() {
		c.Options.Parts = 1
	}
	c.Log.Debug("fitted to the distance", "rtt", max(a, b), "batch", c.Options.Batch, "parallel", c.Options.Parallel, "parts", c.Options.Parts)
	return nil
}
