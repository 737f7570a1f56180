package check

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// strategy is how two keys are compared.
type strategy interface {
	// queue adds the commands whose replies tell most about the key, and notes
	// the replies' places in l.at.
	queue(p *redis.Pair, l *look)
	// together adds commands that serve many keys at once. It returns the keys
	// that are left for queue, and a function to be called after Exec.
	together(p *redis.Pair, looks []*look) (rest []*look, after func())
	// settle compares the replies. errNothing and a server's error mean that
	// the key may be gone or of another type than it was taken for.
	settle(p *redis.Pair, l *look) (value.Diff, error)
	// walk settles what the replies left open. It hands fields over that are too
	// many to be held.
	walk(ctx context.Context, p *redis.Pair, l *look, hand func([]value.Field)) (value.Diff, error)
	// traits says what else counts.
	traits() traits
}

// traits are the properties of a strategy.
type traits struct {
	types  bool // two types are a conflict, and reading a key needs its type
	expiry bool // two expiry times are a conflict
	whole  bool // replies are as large as values
}

// errNothing means that a side answered as it does for a key that is not there.
var errNothing = errors.New("nothing there")

// strategyOf returns the strategy of the options' mode.
func strategyOf(o Options) strategy {
	f := full{limit: o.MaxFields}
	return map[Mode]strategy{
		FullValue: f,
		Length:    length{},
		Exists:    exists{},
		Outline:   outline{full: f, big: o.BigKey},
	}[o.Mode]
}

// look is one key on its way through a batch.
type look struct {
	key    value.Key
	typ    value.Type    // guessed, or sure; nil if not even guessed
	family *family       // nil if nothing is known of keys like this one
	sure   bool          // TYPE said typ on both sides
	at     [2]int        // places of the replies to strategy.queue
	given  [2]resp.Reply // the replies themselves, where they came with others
	page   int           // elements that were asked for
	huge   bool          // the reply was too large to be read: ask for one element
	reply  resp.Reply    // the larger of the two, until the next exchange
	queued bool          // all that is asked besides the contents is
	expiry [2]int        // places of the replies about the expiry time
	there  [2]int        // places of the replies to TYPE, of looks whose type is sure
	times  expiryTimes   // of both sides
	len    [2]int64      // lengths of values that are the same
	digest [2]int        // places of the digests
	proved bool          // the digests are the same
	part   int64         // the number of what was passed on of its fields, 0 if nothing was
}

// guess takes a key for one of a type, if reading it shows whether it is one.
func (l *look) guess(t value.Type) {
	if t.Guessable() {
		l.typ = t
	}
}

// replies returns both sides' replies, unless they are errors or do not show
// that there is a key of this type on both sides.
func (l *look) replies(p *redis.Pair) (source, target resp.Reply, err error) {
	if source, target = l.given[0], l.given[1]; source == nil {
		source, target = p.Source.Reply(l.at[0]), p.Target.Reply(l.at[1])
	}
	if l.reply = source; len(target) > len(source) {
		l.reply = target
	}
	if l.family != nil {
		l.family.measured(l.reply)
	}
	for _, r := range []resp.Reply{source, target} {
		if err := r.Err(); err != nil {
			return nil, nil, err
		}
		if value.Blank(r) && (!l.sure || !value.MayReadEmpty(l.typ, p)) {
			return nil, nil, errNothing
		}
	}
	return source, target, nil
}

// expected is how large its reply may be, with which others share a pipeline.
func (l *look) expected() int64 {
	if l.huge {
		return maxReplies + 1
	}
	return l.family.expected()
}

// fit is the page to ask for, by what is known of keys like this one.
func (l *look) fit() int {
	if l.huge {
		return 1
	}
	if l.family == nil || l.family.typ != l.typ {
		return value.FewElements
	}
	return l.family.page()
}

// stillThere is errNothing if a key is gone, or of another type, since its type
// was asked for.
func (l *look) stillThere(p *redis.Pair) error {
	for i, side := range p.Sides() {
		name, err := side.Reply(l.there[i]).Text()
		switch {
		case err != nil:
			return fmt.Errorf("TYPE: %w", err)
		case string(name) != l.typ.Name():
			return errNothing
		}
	}
	return nil
}
