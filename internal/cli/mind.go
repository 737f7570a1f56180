package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// mind stops a run that would prove nothing, though nothing is wrong with the
// command line as such.
func (r *run) mind(ctx context.Context) error {
	if err := r.mindDatabases(); err != nil {
		return err
	}
	var facts [2]redis.Keyspace
	for i, side := range r.sides {
		var err error
		if facts[i], err = side.Keyspace(ctx); err != nil {
			return err
		}
	}
	return r.mindItself(facts)
}

// mindDatabases is about target databases that were chosen, while the source's
// are others.
func (r *run) mindDatabases() error {
	held, o := r.sides[source].Server().Numbers(), r.cfg.Check
	if len(held) == 0 || o.DBs != nil || slices.ContainsFunc(held, o.Wants) {
		return nil
	}
	return fmt.Errorf("nothing to compare: the source holds keys in database %s, the target's are to be looked at in %s; "+
		"to compare these give --dbmap %d=%d", numbers(held), numbers(o.TargetDBs), held[0], o.TargetDBs[0])
}

// mindItself is about a server that would be compared with itself: data is
// always the same as itself. Other databases and names of one server may be
// compared.
func (r *run) mindItself(facts [2]redis.Keyspace) error {
	if !facts[source].Shares(facts[target]) || !r.cfg.Check.Itself(r.sides[source].Server().Numbers()) {
		return nil
	}
	return errors.New("source and target are the same server, which proves nothing; give the other one by -s or -t " +
		"(two databases of one server are compared by --dbmap)")
}
