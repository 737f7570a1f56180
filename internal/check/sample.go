package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Sample returns some keys of databases: what a few pages of SCAN give on each
// node, whatever filters say.
func Sample(ctx context.Context, d *redis.Deployment, dbs []int) ([]string, error) {
	const pages, perPage, most = 4, 250, 10000
	var keys []string
	for page, err := range d.Sweep(redis.SweepOptions{DBs: dbs, Count: perPage, MaxPages: pages}).Pages(ctx) {
		if err != nil {
			return nil, err
		}
		if keys = append(keys, page.Keys...); len(keys) >= most {
			break
		}
	}
	return keys, nil
}
