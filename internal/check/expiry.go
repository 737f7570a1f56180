package check

import (
	"fmt"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// expiry compares when keys expire. Times are milliseconds: absolute where both
// sides have PEXPIRETIME (Redis 7.0), else what is left of them, read on both
// sides in one exchange, and so no further apart than that took.
type expiry struct {
	wanted    bool // by the mode and the tolerance
	on        bool // in the databases looked at now
	fields    bool // also of the fields of hashes
	command   string
	tolerance time.Duration
	known     *volatile
	sides     [2]*redis.Deployment
}

// What PTTL and PEXPIRETIME answer instead of a time.
const (
	noKey    = -2
	noExpiry = NeverExpires
)

func newExpiry(c *Check, s strategy) expiry {
	o, source, target := c.Options, c.Source, c.Target
	e := expiry{wanted: s.traits().expiry && o.TTLTolerance >= 0, command: "PTTL", tolerance: o.TTLTolerance,
		known: c.volatile, sides: [2]*redis.Deployment{source, target}}
	if source.Has("PEXPIRETIME") && target.Has("PEXPIRETIME") {
		e.command = "PEXPIRETIME"
	}
	return e
}

// of is what there is to compare in a database of the source and its
// counterpart: nothing, where it is known that nothing expires in either.
func (e expiry) of(db int) expiry {
	known := e.known.of(db)
	e.on = e.wanted && known.keys != redis.No
	e.fields = e.wanted && known.fields != redis.No
	return e
}

func (e expiry) queue(p *redis.Pair, l *look) {
	for i, side := range p.Sides() {
		l.expiry[i] = side.Add(e.command, l.key[i])
	}
}

// expiryTimes are what both sides said of a key's expiry.
type expiryTimes struct {
	at    [2]int64
	apart time.Duration // two equal times may look so far apart
}

// rounding is how far whole milliseconds are from what they stand for.
const rounding = time.Millisecond

// read returns the two replies.
func (e expiry) read(p *redis.Pair, l *look) (times expiryTimes, err error) {
	for i, side := range p.Sides() {
		if times.at[i], err = side.Reply(l.expiry[i]).Int(); err != nil {
			return times, fmt.Errorf("%s: %w", e.command, err)
		}
		if times.at[i] == noKey {
			return times, errNothing
		}
	}
	if e.command == "PTTL" {
		times.apart = p.Took() + rounding
	}
	return times, nil
}

// differ reports whether two expiry times are a conflict.
func (e expiry) differ(times expiryTimes) bool {
	a, b := times.at[0], times.at[1]
	if a == noExpiry || b == noExpiry {
		return a != b
	}
	return (time.Duration(b-a) * time.Millisecond).Abs() > e.tolerance+times.apart
}

// facts are the times for the record.
func (e expiry) facts(times expiryTimes) (sides [2]Facts) {
	form := ExpiresAt
	if e.command == "PTTL" {
		form = ExpiresIn
	}
	for i, ms := range times.at {
		sides[i].Expiry = Expiry{form, ms}
	}
	return sides
}

// unsure reports whether two times that do not differ are further apart than is
// tolerated, which may be because they were read at two moments.
func (e expiry) unsure(times expiryTimes) bool {
	a, b := times.at[0], times.at[1]
	return a != noExpiry && b != noExpiry && (time.Duration(b-a)*time.Millisecond).Abs() > e.tolerance
}

// anInstant is how long an exchange may take for what both sides said in it to be
// taken for said at one moment.
const anInstant = 100 * time.Millisecond

// ranOut reports whether a key that only one side still has was about to expire
// there, so that its time may have run out on the other side, which was asked in
// the same exchange. Again means that it has to be asked once more: the exchange
// took too long to tell, or the key expired in its middle.
func ranOut(pttl int64, took time.Duration) (ended, again bool) {
	switch {
	case pttl == noKey:
		return false, true
	case pttl < 0, time.Duration(pttl)*time.Millisecond > took+rounding:
		return false, false
	}
	return took <= anInstant, took > anInstant
}
