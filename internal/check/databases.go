package check

import (
	"context"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// selectAll makes sure, before the run, that both sides have the databases that
// will be compared: a cluster, a proxy or a server with fewer of them has not.
func (c *Check) selectAll(ctx context.Context) error {
	for _, db := range c.databases() {
		if err := selects(ctx, c.Source, db); err != nil {
			return err
		}
		if err := selects(ctx, c.Target, c.Options.DBMap.Target(db)); err != nil {
			return err
		}
	}
	return nil
}

func selects(ctx context.Context, d *redis.Deployment, db int) error {
	if err := d.Select(ctx, db); err != nil {
		return fmt.Errorf("%w; leave database %d out by --sourcedbfilterlist, or map it to another by --dbmap", err, db)
	}
	return nil
}
