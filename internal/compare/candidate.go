package compare

import (
	"errors"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// candidate is a key under comparison: what is known of it, and what comes next.
// Questions to the servers and their answers live as long as one exchange, and
// never here.
type candidate struct {
	key       value.Key
	next      step
	typ       value.Type    // nil if there is not even a guess
	confirmed bool          // TYPE said typ on both sides
	told      identity      // what TYPE and PTTL said last
	family    *family       // nil if nothing is known of keys with such names
	page      int           // elements that its last read asked for
	oneByOne  bool          // a reply about it was too large: ask for one element
	times     expiryTimes   // that were read with the value
	len       [2]int64      // elements, once the values are known to be the same
	fields    []value.Field // that differed, and have to be looked up again
	part      int64         // number of the part that holds fields already handed over; 0: there is none
}

// step is what a candidate needs next. phases lists who provides it.
type step uint8

// The steps, in the order of their phases.
const (
	done            step = iota
	needTimes            // read its expiry, and stop if it is the same
	needType             // ask for its type
	needDigest           // compare digests
	needRead             // read the value, or its first page
	needWalk             // compare page by page
	needFields           // look fields up again
	needLengths          // it is a conflict whose lengths are still to be asked for
	needExpiry           // read its expiry again, alone
	needFieldExpiry      // compare when the fields expire
	steps                // how many there are
)

// question is where the two replies to a question are in their pipelines.
type question [2]int

// errNothing means that a side answered as it does for a key that is not there.
var errNothing = errors.New("nothing there")

// guess takes a key for one of a type, if reading it shows whether it is one.
func (c *candidate) guess(t value.Type) {
	if t.Guessable() {
		c.typ = t
	}
}

// assume takes over what is known of keys with such names.
func (c *candidate) assume(known *hints) {
	if c.family = known.of(c.key[0]); c.family != nil {
		c.guess(c.family.typ)
	}
}

// check returns an error if replies to a read are errors, or do not show that
// there is a key of this type on both sides.
func (c *candidate) check(p *redis.Pair, replies [2]resp.Reply) error {
	for _, r := range replies {
		if err := r.Err(); err != nil {
			return err
		}
		if value.Blank(r) && (!c.confirmed || !value.MayReadEmpty(c.typ, p)) {
			return errNothing
		}
	}
	return nil
}

// expected is how large the reply about the value may be, in bytes.
func (c *candidate) expected() int64 {
	if c.oneByOne {
		return maxReplies + 1
	}
	return c.family.expected()
}

// pageSize is how many elements to ask for, by what is known of such keys.
func (c *candidate) pageSize() int {
	switch {
	case c.oneByOne:
		return 1
	case c.family == nil || c.family.typ != c.typ:
		return value.FewElements
	}
	return c.family.page()
}
