package run

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// Recheck has a run look at keys that an earlier result lists.
type Recheck struct {
	File    string                      // the result; it is only read
	Partial bool                        // it is of a run that ended early, for the record
	Choose  func(compare.Conflict) bool // says which of its keys; the Kind of unverified ones is ""
}

// take takes the keys of an earlier result, if it is them that are to be looked at.
func (r *run) take(ctx context.Context, store *sqlite.Store) error {
	if r.Recheck == nil {
		return nil
	}
	f, err := sqlite.Open(ctx, r.Recheck.File)
	if err != nil {
		return err
	}
	defer f.Close()
	taken, err := store.Take(ctx, f, r.Recheck.Choose)
	if err != nil {
		return err
	}
	r.again = record.Recheck{File: r.Recheck.File, Keys: taken.Keys, Partial: r.Recheck.Partial}
	r.Check.Recheck, r.Check.DBs = true, taken.DBs
	return nil
}
