package check

import (
	"cmp"
	"context"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// far is the round-trip time from which on a run is kept busy by distance
// rather than by the servers.
const far = 2 * time.Millisecond

// What a run takes unless it is told otherwise. At a distance it takes more batches
// at once, larger ones the farther the servers are, and several sweeps of one
// server if it has many keys. Larger batches than needed are slower: the servers'
// caches lose what SCAN has just brought there.
const (
	NearBatch    = 256
	NearParallel = 5

	farBatch    = 512 // keys for each keysPer of round-trip time
	keysPer     = 10 * time.Millisecond
	maxFarBatch = 4096
	farParallel = 10
	farParts    = 8
	manyKeys    = 100_000
)

// Tuning is how hard a run works the servers: the options, with a choice made for
// each that was Automatic.
type Tuning struct {
	Batch    int // keys of one pipeline
	Parallel int // batches under way at once
	Parts    int // parts in which a server is swept side by side, at most
}

// distance is what the automatic choices depend on.
type distance struct {
	rtt  time.Duration // the longer one of both sides'
	keys int64         // that the source holds
}

// adapt makes the choices that the options leave open.
func (o Options) adapt(d distance) Tuning {
	auto := Tuning{NearBatch, NearParallel, 1}
	if d.rtt >= far {
		auto.Batch = min(farBatch*int(max(d.rtt/keysPer, 1)), maxFarBatch)
		auto.Parallel = farParallel
		if d.keys >= manyKeys {
			auto.Parts = farParts
		}
	}
	return Tuning{cmp.Or(o.Batch, auto.Batch), cmp.Or(o.Parallel, auto.Parallel), cmp.Or(o.Parts, auto.Parts)}
}

// tune measures the distance and adapts to it.
func (c *Check) tune(ctx context.Context) (Tuning, error) {
	d := distance{keys: c.Source.Server().Keys(c.databases())}
	for _, side := range []*redis.Deployment{c.Source, c.Target} {
		rtt, err := side.RTT(ctx)
		if err != nil {
			return Tuning{}, err
		}
		d.rtt = max(d.rtt, rtt)
	}
	t := c.Options.adapt(d)
	if !c.Source.Server().Divisible() {
		t.Parts = 1
	}
	c.Log.Debug("tuned", "rtt", d.rtt, "batch", t.Batch, "parallel", t.Parallel, "parts", t.Parts)
	return t, nil
}
