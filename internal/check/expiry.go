package check

import (
	"fmt"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// expiry compares when keys expire. Times are milliseconds: absolute where both
// sides have PEXPIRETIME (Redis 7.0), else what is left of them, read on both
// sides at the same moment.
type expiry struct {
	wanted    bool // by the mode and the tolerance
	on        bool // in the databases looked at now
	fields    bool // also of the fields of hashes
	command   string
	tolerance time.Duration
	sides     [2]*redis.Deployment
}

// What PTTL and PEXPIRETIME answer instead of a time.
const (
	noKey    = -2
	noExpiry = -1
)

func newExpiry(o Options, s strategy, source, target *redis.Deployment) expiry {
	e := expiry{wanted: s.traits().expiry && o.TTLTolerance >= 0, command: "PTTL", tolerance: o.TTLTolerance,
		sides: [2]*redis.Deployment{source, target}}
	if source.Has("PEXPIRETIME") && target.Has("PEXPIRETIME") {
		e.command = "PEXPIRETIME"
	}
	return e
}

// of is what there is to compare in a database of the source and one of the
// target: nothing, where INFO says that no key of either expires.
func (e expiry) of(dbs [2]int) expiry {
	const command = "HPEXPIRETIME"
	a, b := e.sides[0].Server().DBs[dbs[0]], e.sides[1].Server().DBs[dbs[1]]
	e.on = e.wanted && a.Expires+b.Expires > 0
	e.fields = e.wanted && a.FieldExpires+b.FieldExpires > 0 && e.sides[0].Has(command) && e.sides[1].Has(command)
	return e
}

func (e expiry) queue(p *redis.Pair, l *look) {
	for i, side := range p.Sides() {
		l.expiry[i] = side.Add(e.command, l.key[i])
	}
}

// read returns the two replies.
func (e expiry) read(p *redis.Pair, l *look) (times [2]int64, err error) {
	for i, side := range p.Sides() {
		if times[i], err = side.Reply(l.expiry[i]).Int(); err != nil {
			return times, fmt.Errorf("%s: %w", e.command, err)
		}
		if times[i] == noKey {
			return times, errNothing
		}
	}
	return times, nil
}

// differ reports whether two expiry times are a conflict, and says so.
func (e expiry) differ(times [2]int64) (string, bool) {
	a, b := times[0], times[1]
	switch {
	case a == b:
		return "", false
	case b == noExpiry:
		return "expires on the source only", true
	case a == noExpiry:
		return "expires on the target only", true
	}
	later := time.Duration(b-a) * time.Millisecond
	switch {
	case later.Abs() <= e.tolerance:
		return "", false
	case later < 0:
		return fmt.Sprintf("expires %v earlier on the target", -later), true
	}
	return fmt.Sprintf("expires %v later on the target", later), true
}

// ending reports whether a key with this PTTL will be gone in a moment, which
// explains that the other side has it no more.
func (e expiry) ending(pttl int64) bool {
	return pttl >= 0 && time.Duration(pttl)*time.Millisecond <= max(e.tolerance, time.Second)
}
