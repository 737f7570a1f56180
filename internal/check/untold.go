package check

import (
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// sayWhatIsUntold warns at the start of a run of what a side keeps to itself
// although it is to be compared: the keys concerned will be unverified.
func (c *Check) sayWhatIsUntold() {
	if !c.Options.comparesExpiry() {
		return
	}
	for i, d := range []*redis.Deployment{c.Source, c.Target} {
		if !d.Has("PTTL") && !d.Has("PEXPIRETIME") {
			c.Log.Warn("keys that expire will be unverified", "side", compare.SideName(i), "PTTL", d.Refusal("PTTL"))
		}
		switch c.fieldExpiry(i, d) {
		case redis.HiddenFields:
			c.Log.Warn("hashes will be unverified where fields expire", "side", compare.SideName(i), "HPEXPIRETIME", d.Refusal("HPEXPIRETIME"))
		case redis.UnknownFields:
			c.Log.Info("hashes will be unverified if fields of the other side's expire",
				"side", compare.SideName(i), "HPEXPIRETIME", d.Refusal("HPEXPIRETIME"))
		}
	}
}

// fieldExpiry is the least that a side tells, in any database, of when fields
// expire.
func (c *Check) fieldExpiry(side int, d *redis.Deployment) (least redis.FieldExpiry) {
	p := d.Pipeline()
	defer p.Close()
	for _, db := range c.databases() {
		if side == 1 {
			db = c.Options.DBMap.Target(db)
		}
		p.Use(db)
		if t := p.FieldExpiry(); t != redis.ToldFields {
			least = max(least, t)
		}
	}
	return least
}
