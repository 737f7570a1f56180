package check

import (
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/pace"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Outcome is what a run did, as far as it came.
type Outcome struct {
	Tuning    Tuning
	Databases []int // of the source, that were compared
	Sides     [2]Side
	Rounds    []Round
	Compared  []Compared
	Target    TargetSweep // whether keys were looked for that only the target has
	Paced     []pace.Held // where the run made room for others
	Settled   Settled     // what was learned of the replication
}

// Side is one deployment, as a run met it.
type Side struct {
	Address  string // without secrets
	Topology string // for people; "" for a single server
	Flavor   string // "redis", "valkey" ...; "" if it does not tell
	Version  string
	Role     string // "master" or "replica"
	RunID    string // of the process; "" in a cluster
	Held     int64  // keys in the databases that were compared; Unsteady if that is not known or changed during the run
	Traffic  Traffic
	Keyspace []Keys
}

// Unsteady is Side.Held of a deployment that does not count its keys, or did not
// hold the same number all the time.
const Unsteady = -1

// Keys is what one node said of a database.
type Keys struct {
	Moment Moment
	Read   time.Time
	Node   string
	DB     int
	Held   redis.DB
}

// Moment is when a keyspace was read.
type Moment string

// The moments.
const (
	AtBegin Moment = "begin"
	AtEnd   Moment = "end"
)

// Round is what one round did.
type Round struct {
	Number     int
	Began      time.Time
	Ended      time.Time // zero if it broke
	Scanned    int64     // keys that SCAN gave, before filters
	Checked    int64     // keys that were settled
	Conflicts  int64     // keys that differ
	Fields     int64     // differing fields that are recorded
	Unverified int64     // keys that could not be read
	Retries    int64     // times a server had to be asked again, since the run began
}

// Compared counts the keys of the first round that came to one result. A key counts
// again where SCAN repeats it.
type Compared struct {
	DB     int
	Type   string
	Result string // Equal, or the kind of its conflict
	Keys   int64
}

// Outcome is what Run did. It is to be called when Run has returned.
func (c *Check) Outcome() Outcome {
	o := Outcome{Tuning: c.tuning, Databases: c.databases(), Rounds: c.ended, Target: c.target, Paced: c.paced(), Settled: c.settled}
	now := c.Stats.Snapshot()
	if now.Round > len(o.Rounds) {
		o.Rounds = append(o.Rounds, now.asRound())
	}
	o.Compared = now.compared()
	held, steady := c.held()
	for i, d := range []*redis.Deployment{c.Source, c.Target} {
		o.Sides[i] = sideOf(d.Server())
		if o.Sides[i].Held = held[i]; !steady {
			o.Sides[i].Held = Unsteady
		}
		if c.meters[i] != nil {
			o.Sides[i].Traffic = c.meters[i].traffic()
		}
		o.Sides[i].Keyspace = append(keysOf(c.first[i], AtBegin), keysOf(c.seen[i], AtEnd)...)
	}
	return o
}

func sideOf(s redis.Server) Side {
	return Side{Address: s.Address, Topology: s.Topology, Flavor: s.Flavor, Version: s.Version, Role: s.Role, RunID: s.RunID}
}

func keysOf(k redis.Keyspace, at Moment) (all []Keys) {
	for _, n := range k.Nodes {
		for db, keys := range n.DBs {
			all = append(all, Keys{at, n.Read, n.Node, db, keys})
		}
	}
	return all
}

// asRound is the round of a snapshot.
func (s Snapshot) asRound() Round {
	r := Round{Number: s.Round, Began: s.Since, Ended: s.Until, Scanned: s.Scanned, Checked: s.Checked,
		Unverified: s.Unverified, Retries: s.Retries}
	for cell, n := range s.ByType {
		if cell.Kind != compare.Equal {
			r.Conflicts += n
		}
	}
	for _, n := range s.Fields {
		r.Fields += n
	}
	return r
}
