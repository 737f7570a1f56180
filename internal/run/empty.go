package run

import (
	"context"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/keyname"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// ifEmpty says what there was, if no key was compared.
func (r *run) ifEmpty(ctx context.Context, store *sqlite.Store, rounds int) (record.Empty, error) {
	found, err := store.Summary(context.WithoutCancel(ctx), rounds)
	if err != nil || r.Stats.Snapshot().Compared() > 0 || found.Unverified > 0 {
		return record.Empty{}, err
	}
	if r.Recheck != nil && !r.AllowEmpty {
		return record.Empty{Cause: record.NothingListed}, nil
	}
	if r.Recheck != nil {
		return record.Empty{}, nil
	}
	facts, err := r.keyspaces(ctx)
	if err != nil {
		return record.Empty{}, err
	}
	e := record.Empty{Databases: holding(facts[source]),
		Keys: [2]int64{keysIn(facts[source], r.Check.Wants), keysIn(facts[target], r.Check.WantsTarget)}}
	if e.Cause = r.cause(e, facts[source]); e.Cause == record.NothingChosen {
		e.Families, err = r.sample(ctx, e.Databases)
	}
	return e, err
}

// cause is why no key was compared. With AllowEmpty it is meant that there is
// none, unless the target has what the source should have.
func (r *run) cause(e record.Empty, facts redis.Keyspace) record.Cause {
	chosen := r.Check.Filter != nil || r.Check.Types != nil
	switch {
	case chosen && !counted(facts) && !r.AllowEmpty:
		return record.NothingChosen
	case e.Keys[source] == 0 && e.Keys[target] > 0:
		return record.SourceEmpty
	case r.AllowEmpty:
		return record.NotEmpty
	case e.Keys[source] == 0:
		return record.BothEmpty
	case !chosen:
		return record.KeysGone
	}
	return record.NothingChosen
}

// sample names the largest families of the source's keys.
func (r *run) sample(ctx context.Context, dbs []int) ([]string, error) {
	const most = 5
	dbs = slices.DeleteFunc(slices.Clone(dbs), func(db int) bool { return !r.Check.Wants(db) })
	keys, err := check.Sample(ctx, r.sides[source], dbs)
	return keyname.Largest(keys, most), err
}

// counted reports whether all servers say which databases hold keys.
func counted(k redis.Keyspace) bool {
	return !slices.ContainsFunc(k.Nodes, func(n redis.NodeKeys) bool { return n.Swept && n.DBs == nil })
}

// keysIn counts keys in the databases that are wanted.
func keysIn(k redis.Keyspace, wanted func(db int) bool) int64 {
	return k.Keys(slices.DeleteFunc(holding(k), func(db int) bool { return !wanted(db) }))
}

// holding lists the databases that hold keys.
func holding(k redis.Keyspace) []int {
	var dbs []int
	for _, n := range k.Nodes {
		for db, has := range n.DBs {
			if n.Swept && has.Keys > 0 {
				dbs = append(dbs, db)
			}
		}
	}
	slices.Sort(dbs)
	return slices.Compact(dbs)
}
