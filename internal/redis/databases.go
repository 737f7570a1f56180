package redis

import (
	"context"
	"fmt"
)

// maxDatabases is how many databases are looked for where INFO does not list
// them: as many as a server has unless configured otherwise.
const maxDatabases = 16

// askDatabases finds the databases of a server that does not list them in INFO
// by counting the keys of each. A database that cannot be counted may hold
// keys.
func (d *Deployment) askDatabases(ctx context.Context, node string) (map[int]DB, error) {
	dbs := map[int]DB{}
	for n := range maxDatabases {
		size, selected, err := d.askSize(ctx, node, n)
		if err != nil {
			return nil, fmt.Errorf("count keys: %w", err)
		}
		if !selected {
			break
		}
		if size != 0 {
			dbs[n] = DB{Keys: max(size, 0), Expires: 1, FieldExpires: 1}
		}
	}
	return dbs, nil
}

// askSize counts the keys of one database, -1 if that is refused. Selected is
// false where there is no such database for us.
func (d *Deployment) askSize(ctx context.Context, node string, n int) (size int64, selected bool, err error) {
	c, err := d.dialer.dial(ctx, node)
	if err != nil {
		return 0, false, err
	}
	defer c.Close()
	if err := c.use(ctx, n); err != nil {
		return 0, false, ctx.Err()
	}
	if err := c.do(ctx, "DBSIZE"); err != nil {
		return -1, true, ctx.Err()
	}
	size, err = c.reply(0).Int()
	return size, true, err
}
