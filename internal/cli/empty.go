package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/keyname"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// empty says what there was where no key was compared, "" if that is what was
// meant: --allow-empty is given, and the target has nothing that the source
// should have.
func (r *run) empty(ctx context.Context) (string, error) {
	var facts [2]redis.Keyspace
	for i, side := range r.sides {
		var err error
		if facts[i], err = side.Keyspace(ctx); err != nil {
			return "", err
		}
	}
	o := r.cfg.Check
	held := [2]int64{keysIn(facts[source], o.Wants), keysIn(facts[target], o.WantsTarget)}
	switch {
	case len(r.filters()) > 0 && !counted(facts[source]) && !r.cfg.AllowEmpty:
		return r.nothingMatches(ctx, facts[source])
	case held[source] == 0 && held[target] > 0:
		return r.sourceIsEmpty(facts[source], held[target]), nil
	case r.cfg.AllowEmpty:
		return "", nil
	case held[source] == 0:
		return r.bothAreEmpty(facts[source]), nil
	case len(r.filters()) == 0:
		return fmt.Sprintf("the keys of the source are gone: deleted or expired since it counted %s", amount(held[source])), nil
	}
	return r.nothingMatches(ctx, facts[source])
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

func (r *run) sourceIsEmpty(facts redis.Keyspace, keys int64) string {
	if dbs := holding(facts); len(dbs) > 0 {
		return fmt.Sprintf("the source holds keys only in database %s, which are not looked at; the target holds %s", numbers(dbs), amount(keys))
	}
	return fmt.Sprintf("the source is empty, the target holds %s: are -s and -t exchanged?", amount(keys))
}

func (r *run) bothAreEmpty(facts redis.Keyspace) string {
	if dbs := holding(facts); len(dbs) > 0 {
		return fmt.Sprintf("the source holds keys only in database %s, which are not looked at", numbers(dbs))
	}
	return "the source is empty; --allow-empty if that is as it should be"
}

// nothingMatches tells which keys there are instead.
func (r *run) nothingMatches(ctx context.Context, facts redis.Keyspace) (string, error) {
	text := "no key matches " + strings.Join(r.filters(), " ")
	dbs := slices.DeleteFunc(holding(facts), func(db int) bool { return !r.cfg.Check.Wants(db) })
	keys, err := check.Sample(ctx, r.sides[source], dbs)
	if err != nil || len(keys) == 0 {
		return text, err
	}
	return text + "; the largest families are " + strings.Join(keyname.Largest(keys, 5), ", "), nil
}

// filters are the flags that choose keys, as they were given.
func (r *run) filters() []string {
	var out []string
	for _, f := range r.cfg.Scope {
		if !slices.Contains([]string{"filterlist", "include", "exclude", "type"}, f.Name) {
			continue
		}
		for given := range strings.SplitSeq(f.Text, "\n") {
			out = append(out, "--"+f.Name+" "+text.Shell(given))
		}
	}
	return out
}

// amount is a number of keys for people.
func amount(n int64) string { return text.Count(n, "key") }
