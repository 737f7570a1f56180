package run

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// ErrSameServer means that a server would be compared with itself: data is always
// the same as itself.
var ErrSameServer = errors.New("source and target are the same server, which proves nothing")

// OtherDatabases is an error: the databases of the target that were chosen are not
// those where the source's keys belong.
type OtherDatabases struct{ Held, Chosen []int }

func (e OtherDatabases) Error() string {
	return fmt.Sprintf("nothing to compare: the source holds keys in databases %v, chosen on the target are %v", e.Held, e.Chosen)
}

// checkScope is an error if the comparison would prove nothing.
func (r *run) checkScope(ctx context.Context) error {
	held, o := r.sides[source].Server().Numbers(), r.Check
	if len(held) > 0 && o.DBs == nil && r.Recheck == nil && !slices.ContainsFunc(held, o.Wants) {
		return OtherDatabases{held, o.TargetDBs}
	}
	facts, err := r.keyspaces(ctx)
	if err != nil {
		return err
	}
	// Other databases and names of one server may be compared.
	if facts[source].Shares(facts[target]) && o.Itself(held) {
		return ErrSameServer
	}
	return nil
}

// keyspaces reads what both sides say about their keys now.
func (r *run) keyspaces(ctx context.Context) (facts [2]redis.Keyspace, err error) {
	for i, side := range r.sides {
		if facts[i], err = side.Keyspace(ctx); err != nil {
			return facts, err
		}
	}
	return facts, nil
}
