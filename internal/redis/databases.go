package redis

import (
	"context"
	"fmt"
	"strconv"
)

// maxDatabases is how many databases are looked for where INFO does not list
// them: as many as a server has unless configured otherwise.
const maxDatabases = 16

// askDatabases finds the databases of a server that does not list them in INFO
// by counting the keys of each. A database that cannot be counted may hold
// keys.
func askDatabases(ctx context.Context, p *Pipeline, node string) (map[int]DB, error) {
	var selects, sizes [maxDatabases]int
	for db := range maxDatabases {
		selects[db] = p.AddTo(node, "SELECT", strconv.Itoa(db))
		sizes[db] = p.AddTo(node, "DBSIZE")
	}
	err := p.Exec(ctx)
	defer p.Close() // its connections are in another database than they think
	if err != nil {
		return nil, fmt.Errorf("count keys: %w", err)
	}
	dbs := map[int]DB{}
	for db := range maxDatabases {
		if db > 0 && p.Reply(selects[db]).Err() != nil {
			break
		}
		n, err := p.Reply(sizes[db]).Int()
		if n > 0 || err != nil {
			dbs[db] = DB{Keys: n, Expires: max(n, 1), FieldExpires: max(n, 1)}
		}
	}
	return dbs, nil
}
