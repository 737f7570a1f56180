package compare

import (
	"context"
	"fmt"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// expiry compares when the keys of a batch expire. Times are milliseconds:
// absolute where both sides have PEXPIRETIME (Redis 7.0), else what is left of
// them, read on both sides in one exchange, and so no further apart than that took.
type expiry struct {
	on        bool // for keys
	fields    bool // for fields of hashes
	command   string
	tolerance time.Duration
}

// What PTTL and PEXPIRETIME answer instead of a time.
const (
	noKey    = -2
	noExpiry = NeverExpires
)

// expiry is what there is to compare: nothing, where it is known that nothing
// expires on either side.
func (c *Comparer) expiry(known Expires) expiry {
	wanted := c.options.ComparesExpiry()
	e := expiry{on: wanted && known.Keys != redis.No, fields: wanted && known.Fields != redis.No,
		command: "PTTL", tolerance: c.options.TTLTolerance}
	if c.sides[0].Has("PEXPIRETIME") && c.sides[1].Has("PEXPIRETIME") {
		e.command = "PEXPIRETIME"
	}
	return e
}

func (e expiry) ask(p *redis.Pair, c *candidate) question { return p.Ask(e.command, c.key) }

// expiryTimes are what both sides said of a key's expiry.
type expiryTimes struct {
	at    [2]int64
	apart time.Duration // two equal times may look so far apart
}

// rounding is how far whole milliseconds are from what they stand for.
const rounding = time.Millisecond

// read returns the two replies. The error is errNothing if a side lacks the key.
func (e expiry) read(p *redis.Pair, q question) (times expiryTimes, err error) {
	for i, r := range p.Replies(q) {
		if times.at[i], err = r.Int(); err != nil {
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

// tooLong is how long an exchange about nothing but expiry times may take; a
// longer one was held up, and is made again.
const tooLong = time.Second

// compareExpiry settles keys whose values are the same and whose expiry times
// are, too, unless the moments at which they were read hide a difference: they are
// read again, alone, which takes less time.
func (m *comparison) compareExpiry(ctx context.Context, keys []*candidate) error {
	asked, err := m.askTimes(ctx, keys)
	if err != nil {
		return err
	}
	for i, c := range keys {
		c.times, err = m.expiry.read(m.pair, asked[i])
		switch {
		case err != nil:
			m.failed(c, err, !c.confirmed)
		case m.expiry.differ(c.times):
			m.conflict(c, Conflict{Kind: value.TTL, Len: c.len, Facts: m.expiry.facts(c.times)})
		case m.pair.Took() <= tooLong || !m.expiry.unsure(c.times):
			m.same(c)
		}
	}
	return nil
}

// askTimes asks for nothing but the expiry of keys.
func (m *comparison) askTimes(ctx context.Context, keys []*candidate) ([]question, error) {
	asked := make([]question, len(keys))
	for i, c := range keys {
		asked[i] = m.expiry.ask(m.pair, c)
	}
	return asked, m.pair.Exec(ctx)
}

// dropSameTimes settles keys whose times of expiry do not differ. A key that is
// gone was there when it was compared.
func (m *comparison) dropSameTimes(ctx context.Context, keys []*candidate) error {
	asked, err := m.askTimes(ctx, keys)
	if err != nil {
		return err
	}
	for i, c := range keys {
		times, err := m.expiry.read(m.pair, asked[i])
		apart := err == nil && (m.expiry.differ(times) || m.expiry.unsure(times))
		if c.next = done; apart || err != nil && !isChange(err) {
			c.next = m.readStep(c)
		}
	}
	return nil
}
