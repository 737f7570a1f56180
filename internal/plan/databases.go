package plan

import (
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Database is a target database and the source databases that are compared with
// it, which is one unless they are mapped.
type Database struct {
	Source  []int    `json:"source"` // none: it is on the target only
	Target  int      `json:"target"`
	Keys    [2]int64 `json:"keys"`    // of source and target, with those that have expired and were not deleted yet
	Expires [2]int64 `json:"expires"` // keys with an expiry time
	Counted bool     `json:"counted"` // both numbers of keys are known
}

// Missing is how many keys more the source has; negative if the target has more.
func (d Database) Missing() int64 { return d.Keys[0] - d.Keys[1] }

// databases lists what is to be compared, by target database.
func (m Maker) databases() []Database {
	rows := map[int]*Database{}
	row := func(db int) *Database {
		if rows[db] == nil {
			rows[db] = &Database{Source: []int{}, Target: db, Counted: true}
		}
		return rows[db]
	}
	from, to := m.Source.Server(), m.Target.Server()
	for _, db := range from.Numbers() {
		if m.Options.Wants(db) {
			r := row(m.Options.DBMap.Target(db))
			r.Source = append(r.Source, db)
			r.count(0, from.DBs[db])
		}
	}
	for _, db := range to.Numbers() {
		if m.Options.WantsTarget(db) {
			row(db).count(1, to.DBs[db])
		}
	}
	out := []Database{}
	for _, r := range rows {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Database) int { return a.Target - b.Target })
	return out
}

func (d *Database) count(side int, held redis.DB) {
	d.Keys[side] += held.Keys
	d.Expires[side] += held.Expires
	d.Counted = d.Counted && !held.Uncounted
}

// sums adds up the keys of both sides; counted is false if they are not all known.
func sums(dbs []Database) (keys [2]int64, counted bool) {
	counted = true
	for _, d := range dbs {
		keys[0] += d.Keys[0]
		keys[1] += d.Keys[1]
		counted = counted && d.Counted
	}
	return keys, counted
}

// counts is about databases whose counts differ.
func (m Maker) counts(dbs []Database) (out []Finding) {
	keys, counted := sums(dbs)
	if !counted {
		return m.notCounted()
	}
	if keys[0] == 0 {
		if keys[1] == 0 && m.AllowEmpty {
			return nil
		}
		return []Finding{{Code: NothingToDo, Blocks: true, Count: keys[1]}}
	}
	most := Database{}
	for _, d := range dbs {
		db := d.Target
		switch {
		case d.Keys[0] > 0 && d.Keys[1] == 0:
			out = append(out, Finding{Code: OneSided, Side: source, DB: &d.Source[0], Count: d.Keys[0]})
		case d.Keys[0] == 0 && d.Keys[1] > 0:
			out = append(out, Finding{Code: OneSided, Side: target, DB: &db, Count: d.Keys[1]})
		case abs(d.Missing()) > abs(most.Missing()):
			most = d
		}
	}
	if most.Missing() != 0 {
		out = append(out, Finding{Code: KeysDiffer, DB: &most.Target, Count: most.Missing()})
	}
	if keys[1] > keys[0] {
		out = append(out, Finding{Code: MoreOnTarget, Side: target, Count: keys[1] - keys[0]})
	}
	return out
}

// notCounted is about sides that do not tell how many keys they hold.
func (m Maker) notCounted() (out []Finding) {
	for i, side := range m.sides() {
		if s := side.Server(); !s.Counted(s.Numbers()) {
			out = append(out, Finding{Code: NotCounted, Side: sideName(i)})
		}
	}
	return out
}

func abs(n int64) int64 { return max(n, -n) }
