// Package scope says which keys of two deployments are compared: in which
// databases, under which names, of which types, and what a key is called on the
// target.
package scope

import "slices"

// Scope is a choice of keys. The zero value compares all of them, each with the key
// of the same name in the database of the same number.
type Scope struct {
	DBs       []int   // source databases to look at; nil: all
	TargetDBs []int   // target databases to look at; nil: all
	DBMap     *DBMap  // where a source database's keys are on the target; nil: in the one of its number
	KeyMap    KeyMap  // what a key is called on the target; nil: as on the source
	Filter    *Filter // keys to look at; nil: all
	Types     Types   // data types to look at; nil: all
}

// Wants reports whether a source database is to be looked at.
func (s Scope) Wants(db int) bool {
	return in(s.DBs, db) && in(s.TargetDBs, s.DBMap.Target(db))
}

// WantsTarget reports whether a target database is one of those that source
// databases are compared with.
func (s Scope) WantsTarget(db int) bool {
	if s.DBs == nil {
		return in(s.TargetDBs, db) && s.DBMap.reaches(db)
	}
	return slices.ContainsFunc(s.DBs, func(from int) bool { return s.Wants(from) && s.DBMap.Target(from) == db })
}

// Itself reports whether each of some source databases would be compared with
// itself if both sides were the same deployment.
func (s Scope) Itself(dbs []int) bool {
	other := func(db int) bool { return s.Wants(db) && s.DBMap.Target(db) != db }
	return len(s.KeyMap) == 0 && !slices.ContainsFunc(dbs, other)
}

// in reports whether a list has a database. A nil list has all.
func in(list []int, db int) bool { return list == nil || slices.Contains(list, db) }
