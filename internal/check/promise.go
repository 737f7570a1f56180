package check

import (
	"fmt"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// loss is data that a node held when it was asked before, and that it neither
// holds now nor gave to us. What was compared of it proves nothing about what
// the node holds.
type loss struct {
	side, node    string
	db            int
	before, after int64 // keys
	why           string
}

func (l *loss) Error() string {
	return fmt.Sprintf("%s %s %s: database %d held %d keys before, and %d now; nothing is proved, check again",
		l.side, l.node, l.why, l.db, l.before, l.after)
}

// kept is an error if a side lost data between two moments: a run that went on
// would compare what is left and look whole. Keys that clients deleted are no
// loss.
func kept(side string, before, after redis.Keyspace, dbs []int) error {
	for _, a := range before.Nodes {
		b, found := after.Of(a.Node)
		if !found || !matched(a, b) || b.Read.Before(a.Read) {
			continue // its keys are on other nodes now
		}
		for _, db := range dbs {
			why := lost(a, b, db)
			if why == "" || len(before.Nodes) > 1 && !fellTogether(before, after, a, b, db) {
				continue
			}
			return &loss{side: side, node: a.Node, db: db, before: a.DBs[db].Keys, after: b.DBs[db].Keys, why: why}
		}
	}
	return nil
}

// matched reports whether two facts are of the server that has the node's
// keys: behind a proxy or a balancer they may be of any two servers.
func matched(a, b redis.NodeKeys) bool {
	if !a.Counts || !b.Counts {
		return false
	}
	restarted := b.Uptime <= b.Read.Sub(a.Read)+time.Second
	return a.RunID == b.RunID || restarted || a.Direct && b.Direct
}

// lost says what happened to a database's keys, "" if nothing did.
func lost(a, b redis.NodeKeys, db int) string {
	if a.DBs[db].Keys == 0 {
		return ""
	}
	fewer := clearly(a.DBs[db].Keys-b.DBs[db].Keys-removed(a, b), a.DBs[db].Keys)
	switch {
	case a.RunID != b.RunID && fewer:
		return "was restarted, or another server took its place, with less data"
	case a.RunID != b.RunID:
		return ""
	case b.Flushes.All > a.Flushes.All:
		return "lost its data to FLUSHALL"
	case b.Flushes.Swap > a.Flushes.Swap:
		return "had its databases exchanged by SWAPDB"
	case b.Flushes.DB > a.Flushes.DB && fewer:
		return "lost its data to FLUSHDB"
	case a.ReplID != b.ReplID && fewer:
		return "began anew as a replica, of a master with less data"
	}
	return ""
}

// removed is how many keys expired or were evicted between two moments.
func removed(a, b redis.NodeKeys) int64 {
	if a.RunID != b.RunID {
		return b.Removed // a new process counts from 0
	}
	return max(b.Removed-a.Removed, 0)
}

// clearly reports whether a number of missing keys is more than what comes of
// counting a little earlier or later.
func clearly(missing, all int64) bool {
	const few = 10
	return missing > min(max(all/100, few), all/2)
}

// fellTogether reports whether the whole deployment has fewer keys by what one of
// its nodes has, so that they were not only moved to others.
func fellTogether(before, after redis.Keyspace, a, b redis.NodeKeys, db int) bool {
	fell := a.DBs[db].Keys - b.DBs[db].Keys
	return 2*(before.Keys([]int{db})-after.Keys([]int{db})) >= fell
}

// short is an error if a sweep gave clearly fewer keys than a node held both at
// its beginning and at its end, which SCAN promises to give.
func short(s *survey, before, after redis.Keyspace) error {
	for _, db := range s.dbs {
		var worst *loss
		var missing int64 // on all nodes
		for _, a := range before.Nodes {
			b, found := after.Of(a.Node)
			if !found || !a.Swept || a.RunID != b.RunID || !a.Counts || !b.Counts {
				continue
			}
			met := s.Met(redis.NodeDB{Node: a.Node, DB: db})
			promised := min(a.DBs[db].Keys, b.DBs[db].Keys) - removed(a, b) - hidden(a, db)
			missing += promised - met
			if clearly(promised-met, promised) {
				worst = &loss{side: compare.SideName(s.side), node: a.Node, db: db, before: promised, after: met,
					why: "gave fewer keys to SCAN than it has"}
			}
		}
		if worst != nil && 2*missing >= worst.before-worst.after {
			return worst
		}
	}
	return nil
}

// hidden is how many keys a replica counts but does not give: those that have
// expired and wait for their master to delete them. Masters see to it that they
// are no more than a quarter of all that expire.
func hidden(n redis.NodeKeys, db int) int64 {
	if !n.Replica {
		return 0
	}
	return n.DBs[db].Expires / 4
}

// flushed reports whether FLUSHDB was called on a node between two moments,
// perhaps in a database that nobody looks at.
func flushed(before, after redis.Keyspace) bool {
	for _, a := range before.Nodes {
		if b, found := after.Of(a.Node); found && a.RunID == b.RunID && b.Flushes.DB > a.Flushes.DB {
			return true
		}
	}
	return false
}
