package check

import (
	"context"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// databases lists the source's databases that hold keys, or did when the run
// began, and are wanted. Those that were named are looked at, too, where INFO does
// not tell which hold keys. A recheck looks at those that its keys are in, though they
// may be empty by now.
func (c *Check) databases() []int {
	if c.Options.Recheck {
		return c.Options.DBs
	}
	server := c.Source.Server()
	dbs, more := server.Numbers(), c.Options.DBs
	if server.Listing == redis.Listed {
		more = c.first[0].Numbers()
	}
	dbs = slices.DeleteFunc(slices.Concat(dbs, more), func(db int) bool { return !c.Options.Wants(db) })
	slices.Sort(dbs)
	return slices.Compact(dbs)
}

// selectAll makes sure, before keys are read, that both sides have the databases
// that will be compared: a cluster, a proxy or a server with fewer of them has not.
func (c *Check) selectAll(ctx context.Context) error {
	dbs := c.databases()
	if err := selects(ctx, c.Source, dbs); err != nil {
		return err
	}
	mapped := make([]int, len(dbs))
	for i, db := range dbs {
		mapped[i] = c.Options.DBMap.Target(db)
	}
	return selects(ctx, c.Target, mapped)
}

func selects(ctx context.Context, d *redis.Deployment, dbs []int) error {
	return d.Select(ctx, dbs)
}
