package check

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Sample returns some keys of databases: what a few pages of SCAN give on each
// node, whatever filters say.
func Sample(ctx context.Context, d *redis.Deployment, dbs []int) ([]string, error) {
	const pages, perPage, most = 4, 250, 10000
	p := d.Pipeline()
	defer p.Close()
	var keys []string
	for _, db := range dbs {
		for _, r := range d.Ranges(db, 1) {
			scan := p.Scanner(r)
			for n := 0; n < pages && !scan.Done() && len(keys) < most; n++ {
				page, err := scan.Next(ctx, perPage)
				if err != nil {
					return nil, err
				}
				keys = append(keys, page...)
			}
		}
	}
	return keys, nil
}
