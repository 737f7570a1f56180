package compare

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// compareValues asks what tells most about each key in one exchange.
func (m *comparison) compareValues(ctx context.Context, keys []*candidate) error {
	for len(keys) > 0 {
		n := m.takeWithin(maxReplies, keys)
		if err := m.compareSome(ctx, keys[:n]); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// maxReplies is what a pipeline may ask one server to hold for us, in bytes.
const maxReplies = 1 << 20

// takeWithin is how many keys' replies fit into so many bytes, at least one.
func (m *comparison) takeWithin(most int64, keys []*candidate) int {
	if !m.options.Mode.ReadsValues() {
		return len(keys)
	}
	var size int64
	for i, c := range keys {
		if size += c.expected(); size > most && i > 0 {
			return i
		}
	}
	return len(keys)
}

// compareSome settles keys whose replies fit into one exchange.
func (m *comparison) compareSome(ctx context.Context, keys []*candidate) error {
	more := besides{pair: m.pair, expiry: m.expiry, keys: keys}
	answer := m.strategy.ask(m.pair, keys, more.ask)
	if err := m.pair.Exec(ctx); err != nil {
		return err
	}
	for i, c := range keys {
		diff, err := answer(i)
		if err == nil {
			err = more.read(i)
		}
		m.take(c, diff, err)
	}
	return nil
}

// besides is what one exchange asks about keys besides their values. The server
// is asked all about a key at once, while it has it in its caches.
type besides struct {
	pair         *redis.Pair
	expiry       expiry
	keys         []*candidate
	times, types []question // nil: nothing was asked
}

// ask queues what else is asked about the i-th key: its expiry, and, where an
// empty value may be there or gone, its type.
func (b *besides) ask(i int) {
	c := b.keys[i]
	if b.expiry.on {
		if b.times == nil {
			b.times = make([]question, len(b.keys))
		}
		b.times[i] = b.expiry.ask(b.pair, c)
	}
	if c.confirmed {
		if b.types == nil {
			b.types = make([]question, len(b.keys))
		}
		b.types[i] = b.pair.Ask("TYPE", c.key)
	}
}

// read reads the replies about the i-th key.
func (b *besides) read(i int) (err error) {
	c := b.keys[i]
	if b.expiry.on {
		if c.times, err = b.expiry.read(b.pair, b.times[i]); err != nil {
			return err
		}
	}
	if c.confirmed {
		return stillThere(c, b.pair.Replies(b.types[i]))
	}
	return nil
}

// stillThere is errNothing if a key is gone, or of another type, since its type
// was asked for.
func stillThere(c *candidate, types [2]resp.Reply) error {
	for _, r := range types {
		name, err := r.Text()
		switch {
		case err != nil:
			return fmt.Errorf("TYPE: %w", err)
		case string(name) != c.typ.Name():
			return errNothing
		}
	}
	return nil
}

// take concludes from the replies about a key what can be concluded.
func (m *comparison) take(c *candidate, diff value.Diff, err error) {
	switch {
	case err != nil:
		m.failed(c, err, !c.confirmed)
	case diff.State != value.Unsettled:
		m.conclude(c, diff)
	case !m.largerPage(c):
		c.next = needWalk
	}
}

// largerPage reports whether a larger page, which may hold all of a value, would
// be no larger than any other.
func (m *comparison) largerPage(c *candidate) bool {
	return m.options.Mode.ReadsValues() && c.typ != value.String() && c.page < c.pageSize()
}

// failed decides what an error about one key means: ask for its type, or give up
// on the key with the server's words. An error about a guessed type may mean that
// the guess was wrong.
func (m *comparison) failed(c *candidate, err error, guessed bool) {
	first := tooLarge(err) && !c.oneByOne
	c.oneByOne = c.oneByOne || first
	if guessed || first || isChange(err) {
		c.next = needType
		return
	}
	m.unverified(c, err.Error())
}

// tooLarge reports whether a reply was too large to be read.
func tooLarge(err error) bool {
	var words resp.Error
	return errors.As(err, &words) && words.Code(resp.TooLarge)
}

// isChange reports whether an error only says that the key is not what it was
// a moment ago.
func isChange(err error) bool {
	var words resp.Error
	return errors.Is(err, errNothing) || errors.Is(err, value.ErrChanged) || errors.As(err, &words) &&
		(words.Code("WRONGTYPE") || words == "ERR no such key" || words.Code("NOGROUP"))
}

// isKeyError reports whether an error is about one key, not about a server or
// the end of the run.
func isKeyError(ctx context.Context, err error) bool {
	return ctx.Err() == nil && !errors.Is(err, redis.ErrGone)
}

// walk settles keys with more than a page, one after the other.
func (m *comparison) walk(ctx context.Context, keys []*candidate) error {
	w, ok := m.strategy.(walker)
	if !ok {
		return fmt.Errorf("mode %d left keys unsettled", m.options.Mode)
	}
	for _, c := range keys {
		diff, err := w.walk(ctx, m.pair, c, m.handOver(c))
		switch {
		case err != nil && !isKeyError(ctx, err):
			return err
		case err != nil:
			m.drop(c)
			m.failed(c, err, false)
		case vanished(c, diff):
			m.drop(c)
			c.next = needType
		default:
			if c.family != nil && diff.Whole != nil {
				c.family.measure(diff.Whole)
			}
			m.conclude(c, diff)
		}
	}
	return nil
}

// vanished reports whether a value ended without elements, which may mean that
// its key is gone.
func vanished(c *candidate, diff value.Diff) bool {
	mayBeEmpty := c.confirmed && value.MayBeEmpty(c.typ)
	return !mayBeEmpty && (diff.Len[0] == 0 || diff.Len[1] == 0)
}

// conclude takes the result of comparing two values.
func (m *comparison) conclude(c *candidate, diff value.Diff) {
	if m.mayHaveExpired(c, diff) {
		c.next, c.fields = needFields, diff.Fields
		return
	}
	m.decide(c, diff)
}

// mayHaveExpired reports whether fields may be missing on one side only because
// their time ran out between two reads.
func (m *comparison) mayHaveExpired(c *candidate, diff value.Diff) bool {
	if c.typ != value.Hash() || diff.State != value.Different || diff.More > 0 || diff.Handed != nil || !value.MayReadEmpty(c.typ, m.pair) {
		return false
	}
	return slices.ContainsFunc(diff.Fields, func(f value.Field) bool { return f.Kind != value.Value })
}

// decide settles a key by its values and by the expiry that was read with them.
func (m *comparison) decide(c *candidate, diff value.Diff) {
	m.leaveOut(diff.LeftOut)
	c.len = diff.Len
	switch {
	case diff.State == value.Different:
		m.conflict(c, Conflict{Kind: value.Value, Len: diff.Len, Fields: diff.Fields, More: diff.More, Handed: diff.Handed})
	case m.expiry.on && m.expiry.differ(c.times):
		m.conflict(c, Conflict{Kind: value.TTL, Len: diff.Len, Facts: m.expiry.facts(c.times)})
	case m.expiry.on && m.expiry.unsure(c.times):
		c.next = needExpiry
	default:
		m.same(c)
	}
}

// same is for keys whose values and expiry are the same on both sides.
func (m *comparison) same(c *candidate) {
	if m.expiry.fields && c.typ == value.Hash() {
		c.next = needFieldExpiry
		return
	}
	m.equal(c)
}
