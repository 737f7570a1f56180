package check

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/scope"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// worker looks at one batch of keys at a time. It reads what is likely enough
// to settle a key, asks for types only where that did not, and walks only what
// is larger than a page.
type worker struct {
	pair     *redis.Pair
	strategy strategy
	prover   *prover // settles what it can before values are read; nil: nothing
	traits   traits
	expiry   expiry
	limit    int // of fields noted per key
	dbs      *scope.DBMap
	names    scope.KeyMap
	types    scope.Types
	families *families
	db       int
	looks    []look   // at the batch's keys
	all      []*look  // the same, in any order
	unsure   []*look  // keys whose expiry has to be read again
	doubtful []*again // hashes of which fields may have expired meanwhile
	due      []*look  // hashes whose fields' expiry is still to be compared
	found    Findings
	held     int            // bytes of what was found
	parts    *atomic.Int64  // numbers of parts, shared by the workers
	send     func(Findings) // to the store
	tally    tally
}

// attempts bounds how often a key that changes under our eyes is looked at in
// one round.
const attempts = 4

// inspect settles keys about which nothing is known but a guess.
func (w *worker) inspect(ctx context.Context, looks []*look) error {
	open, err := w.read(ctx, looks)
	for n := 0; n < attempts && len(open) > 0 && err == nil; n++ {
		var known []*look
		if known, err = w.identify(ctx, open); err == nil {
			open, err = w.read(ctx, known)
		}
	}
	if err != nil {
		return err
	}
	for _, l := range open {
		w.unverified(l, "it changed each time it was read")
	}
	return w.compareFieldExpiry(ctx)
}

// read settles keys by their contents. It returns those that turned out to be
// something else than was thought.
func (w *worker) read(ctx context.Context, looks []*look) (open []*look, err error) {
	open, typed := divide(looks, w.untyped)
	for len(typed) > 0 {
		n := w.fitting(typed)
		more, err := w.readSome(ctx, typed[:n])
		if err != nil {
			return nil, err
		}
		open, typed = append(open, more...), typed[n:]
	}
	doubtful := w.doubtful
	w.doubtful = nil
	changed, err := w.recheckFields(ctx, doubtful)
	if err != nil {
		return nil, err
	}
	more, err := w.compareExpiryAgain(ctx)
	return append(append(open, changed...), more...), err
}

// maxReplies is what a pipeline may ask one server to hold for us, in bytes.
const maxReplies = 1 << 20

// fitting is how many keys' replies fit into one pipeline, at least one.
func (w *worker) fitting(looks []*look) int {
	var size int64
	for i, l := range looks {
		if w.traits.whole {
			size += l.expected()
		}
		if size > maxReplies && i > 0 {
			return i
		}
	}
	return len(looks)
}

// readSome settles keys whose replies fit into one pipeline.
func (w *worker) readSome(ctx context.Context, looks []*look) (open []*look, err error) {
	after := w.queue(looks)
	if err := w.pair.Exec(ctx); err != nil {
		return nil, err
	}
	after()
	var big []*look
	for _, l := range looks {
		switch w.settle(l) {
		case isOpen:
			open = append(open, l)
		case isBig:
			big = append(big, l)
		}
	}
	more, err := w.walk(ctx, big)
	return append(open, more...), err
}

// untyped reports whether the type of a key has to be asked for first.
func (w *worker) untyped(l *look) bool {
	switch {
	case l.typ == nil:
		return w.traits.types || w.types != nil
	case l.sure || w.types == nil:
		return false
	}
	return !w.traits.types || !w.types.Admit(l.typ.Name())
}

// queue adds all that is asked about keys. What is asked about one key stands
// together, while the server has it in its caches.
func (w *worker) queue(looks []*look) (after func()) {
	for _, l := range looks {
		l.given = [2]resp.Reply{} // of an exchange that is over
	}
	alone, after := w.strategy.together(w.pair, looks)
	for _, l := range alone {
		w.strategy.queue(w.pair, l)
		w.queueRest(l)
	}
	for _, l := range looks {
		if !l.queued {
			w.queueRest(l)
		}
		l.queued = false
	}
	return after
}

// queueRest adds what is asked besides a key's contents.
func (w *worker) queueRest(l *look) {
	l.queued = true
	if w.expiry.on {
		w.expiry.queue(w.pair, l)
	}
	if w.known(l) { // an empty string may be there or gone
		for i, side := range w.pair.Sides() {
			l.there[i] = side.Add("TYPE", l.key[i])
		}
	}
}

// known reports whether the type of a key was asked for, and counts.
func (w *worker) known(l *look) bool { return l.sure && w.traits.types }

// progress is how far a key came.
type progress int

const (
	isSettled progress = iota
	isOpen             // to be looked at as new
	isBig              // more than a page
)

// settle concludes from the replies what can be concluded.
func (w *worker) settle(l *look) progress {
	diff, err := w.strategy.settle(w.pair, l)
	if err == nil && w.expiry.on {
		l.times, err = w.expiry.read(w.pair, l)
	}
	if err == nil && w.known(l) {
		err = l.stillThere(w.pair)
	}
	if err != nil {
		return w.failed(l, err)
	}
	if l.sure && (l.family == nil || l.family.typ != l.typ) {
		l.family = w.families.learn(l.key[0], l.typ)
		l.family.measured(l.reply)
	}
	switch {
	case diff.State != value.Unsettled:
		w.conclude(l, diff)
		return isSettled
	case w.askedForFew(l):
		return isOpen
	}
	return isBig
}

// askedForFew reports whether a larger page, which may hold all of a value, would
// be no larger than any other.
func (w *worker) askedForFew(l *look) bool {
	return w.traits.whole && l.typ != value.String() && l.page < l.fit()
}

// failed decides what an error about one key means: look again, or give up on
// the key with the server's words.
func (w *worker) failed(l *look, err error) progress {
	once := tooLarge(err) && !l.huge
	l.huge = l.huge || once
	if !l.sure || once || isChange(err) {
		return isOpen
	}
	w.unverified(l, err.Error())
	return isSettled
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

// walk settles big keys, one after the other. It returns those that changed
// meanwhile.
func (w *worker) walk(ctx context.Context, big []*look) (open []*look, err error) {
	for _, l := range big {
		diff, err := w.strategy.walk(ctx, w.pair, l, w.handOver(l))
		switch {
		case err != nil && !isKeyError(ctx, err):
			return nil, err
		case err != nil:
			l.sure = true
			w.drop(l)
			if w.failed(l, err) == isOpen {
				open = append(open, l)
			}
		case w.vanished(l, diff):
			w.drop(l)
			open = append(open, l)
		default:
			if l.family != nil && diff.Whole != nil {
				l.family.measured(diff.Whole)
			}
			w.conclude(l, diff)
		}
	}
	return open, nil
}

// vanished reports whether a value ended without elements, which may mean that
// its key is gone.
func (w *worker) vanished(l *look, diff value.Diff) bool {
	known := l.sure && value.MayBeEmpty(l.typ)
	return w.traits.types && !known && (diff.Len[0] == 0 || diff.Len[1] == 0)
}

// isKeyError reports whether an error is about one key, not about a server or
// the end of the run.
func isKeyError(ctx context.Context, err error) bool {
	return ctx.Err() == nil && !errors.Is(err, redis.ErrGone)
}

// conclude writes down what a comparison found.
func (w *worker) conclude(l *look, diff value.Diff) {
	if w.mayHaveExpired(l, diff) {
		w.doubtful = append(w.doubtful, &again{look: l, named: value.Hash().(value.Named), fields: diff.Fields})
		return
	}
	w.decide(l, diff)
}

// mayHaveExpired reports whether fields may be missing on one side only because
// their time ran out between two reads.
func (w *worker) mayHaveExpired(l *look, diff value.Diff) bool {
	if l.typ != value.Hash() || diff.State != value.Different || diff.More > 0 || diff.Handed != nil || !value.MayReadEmpty(l.typ, w.pair) {
		return false
	}
	return slices.ContainsFunc(diff.Fields, func(f value.Field) bool { return f.Kind != value.Value })
}

// decide writes down what there is no doubt about.
func (w *worker) decide(l *look, diff value.Diff) {
	w.leaveOut(diff.LeftOut)
	if diff.State == value.Different {
		w.conflict(l, Conflict{Kind: value.Value, Len: diff.Len, Fields: diff.Fields, More: diff.More, Handed: diff.Handed})
		return
	}
	if w.expiry.on {
		if w.expiry.differ(l.times) {
			w.conflict(l, Conflict{Kind: value.TTL, Len: diff.Len, Facts: w.expiry.facts(l.times)})
			return
		}
		if w.expiry.unsure(l.times) {
			l.len = diff.Len
			w.unsure = append(w.unsure, l)
			return
		}
	}
	w.same(l)
}

// same notes that values and expiry are the same on both sides.
func (w *worker) same(l *look) {
	if w.expiry.fields && l.typ == value.Hash() {
		w.due = append(w.due, l)
		return
	}
	w.tally.equal(l)
}

// conflict completes a conflict with what the look knows and keeps it.
func (w *worker) conflict(l *look, c Conflict) {
	c.DB, c.Key, c.Part = w.db, l.key[0], l.part
	if c.Type == "" {
		c.Type = l.typ.Name()
	}
	if l.key[1] != l.key[0] {
		c.TargetKey = l.key[1]
	}
	w.keep(c)
	w.tally.conflict(c)
}

func (w *worker) unverified(l *look, reason string) {
	u := Unverified{DB: w.db, Key: l.key[0], Reason: reason}
	if l.typ != nil {
		u.Type = l.typ.Name()
	}
	w.found.Unverified = append(w.found.Unverified, u)
	w.tally.unverified++
}
