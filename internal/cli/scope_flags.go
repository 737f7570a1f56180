package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// scopeFlags choose the keys, and say where the target has them.
func (in *input) scopeFlags(fs *pflag.FlagSet) {
	c := &in.cfg.Check
	fs.VarP(&parsed[*scope.Filter]{&c.Filter, scope.ParseFilter, ""}, "filterlist", "f",
		"only these keys: `NAMES` separated by '|', each exact or, with a * at its end, a prefix, as in 'abc*|efg|m*'")
	fs.Var(&repeated[scope.KeyPattern]{to: &in.include, parse: scope.ParseKeyPattern}, "include",
		"only keys that match the `PATTERN`: a glob as KEYS takes it, such as 'user:[0-9]*', or re: and a regular expression; "+
			"give it again to include more")
	fs.Var(&repeated[scope.KeyPattern]{to: &in.exclude, parse: scope.ParseKeyPattern}, "exclude",
		"no keys that match the `PATTERN`; may be given again, too")
	fs.Var(&parsed[scope.Types]{&c.Types, scope.ParseTypes, ""}, "type",
		"only keys of these `TYPES`: some of string, hash, list, set, zset, stream between commas")
	in.databaseFlags(fs)
	fs.Var(&repeated[scope.Rename]{to: (*[]scope.Rename)(&c.KeyMap), parse: scope.ParseRename}, "keymap",
		"what the target calls a key: `RENAME` as sed does, such as 's/^old:/new:/'; may be given again, and is applied in that order")
}

// databaseFlags choose the databases.
func (in *input) databaseFlags(fs *pflag.FlagSet) {
	for i := range in.cfg.Sides {
		s := &in.cfg.Sides[i]
		fs.Var(&parsed[[]int]{&s.DBs, parseDatabases, allDatabases}, s.Redis.Name+"dbfilterlist",
			"databases of the "+s.Redis.Name+": -1 for all or `NUMBERS` such as 0,5,15")
	}
	fs.Var(&parsed[*scope.DBMap]{&in.cfg.Check.DBMap, scope.ParseDBMap, ""}, "dbmap",
		"where the target has a database: `MAP` such as 0=7,3=0 (source=target); * is any that is not named, as in '*=0'")
}

// scope puts together which keys are compared, and with which.
func (in *input) scope(cfg *config, places [2]redis.Address) error {
	c := &cfg.Check
	c.Filter = c.Filter.With(in.include, in.exclude)
	for i := range cfg.Sides {
		if err := in.oneDatabase(&cfg.Sides[i], places[i].DB); err != nil {
			return err
		}
	}
	if a, b := places[source].DB, places[target].DB; c.DBMap == nil && a >= 0 && b >= 0 && a != b {
		c.DBMap = scope.MapDB(a, b)
	}
	c.DBs, c.TargetDBs = cfg.Sides[source].DBs, cfg.Sides[target].DBs
	if nothing(*c) {
		return in.wrong(in.lastGiven("target", "targetdbfilterlist", "dbmap"),
			fmt.Errorf("no database is left to compare: none of the source's goes to one of these of the target: %s; "+
				"--dbmap says which goes where", numbers(c.TargetDBs)))
	}
	cfg.Scope = in.scopeFacts(c.DBMap)
	return nil
}

// oneDatabase is for an address that names a database, -1 if it does not.
func (in *input) oneDatabase(s *side, db int) error {
	if db < 0 {
		return nil
	}
	if s.DBs != nil && !slices.Equal(s.DBs, []int{db}) {
		return in.wrong(s.Redis.Name+"dbfilterlist", fmt.Errorf("the address names database %d alone", db))
	}
	s.DBs = []int{db}
	return nil
}

// nothing reports whether no database can be compared.
func nothing(o check.Options) bool {
	switch {
	case o.DBs != nil:
		return !slices.ContainsFunc(o.DBs, o.Wants)
	case o.TargetDBs != nil:
		return !slices.ContainsFunc(o.TargetDBs, o.WantsTarget)
	}
	return false
}

func numbers(dbs []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(dbs), " ", ", "), "[]")
}

// lastGiven is the last of some flags that is on the command line.
func (in *input) lastGiven(names ...string) string {
	last := names[0]
	for _, name := range names {
		if in.given(name) {
			last = name
		}
	}
	return last
}

// scopeFacts are the flags that limit or map what is compared, for the record.
func (in *input) scopeFacts(m *scope.DBMap) []record.Flag {
	var facts []record.Flag
	for _, name := range record.Scope() {
		if name != "dbmap" && in.given(name) {
			facts = append(facts, record.Flag{Name: name, Value: in.lookup(name).Value.String()})
		}
	}
	if m != nil {
		facts = append(facts, record.Flag{Name: "dbmap", Value: m.String()})
	}
	return facts
}
