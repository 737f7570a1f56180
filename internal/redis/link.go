package redis

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// link is a pipeline's part for one node: its connection and the commands that
// go there.
type link struct {
	dep   *Deployment
	node  string
	conn  *conn  // nil until first used
	dials int    // how often it was connected
	share *share // see conn
	out   []byte
	takes []int // for each command in out how large its reply may be
	keys  int   // that these are about
	sent  bool  // out was sent ahead of exec
	lost  bool  // the node left the deployment before it answered

	governor Governor
	admitted bool      // by it
	began    time.Time // when the exchange did
}

// sendAhead sends the commands before exec waits for the replies to them, if that
// cannot take long. It reports whether nothing is left to send.
func (l *link) sendAhead(db int) bool {
	if len(l.takes) == 0 || l.sent {
		return true
	}
	l.leave()
	if l.conn == nil || l.conn.db != db || len(l.out) > sentAtOnce {
		return false
	}
	l.began = time.Now()
	if _, err := l.conn.Write(l.out); err != nil {
		l.close() // exec will find out what is wrong
		return false
	}
	l.sent = true
	return true
}

// exec makes the exchange, over new connections where the old one breaks. It
// sets lost if that is of no more use.
func (l *link) exec(ctx context.Context, db int) error {
	if len(l.takes) == 0 {
		return nil
	}
	l.leave()
	l.lost = false
	wait := patience{limit: l.dep.opts.RetryFor, told: l.dep.retried}
	heard := time.Now()
	for {
		err := l.try(ctx, db)
		if err == nil {
			return nil
		}
		if l.conn != nil && l.conn.heard.After(heard) {
			heard = l.conn.heard
		}
		l.close()
		if l.lost = l.dep.topo.lost(ctx, l.node); l.lost {
			return nil
		}
		if !wait.again(ctx, err, heard) {
			return l.gaveUp(ctx, err)
		}
	}
}

// try makes one exchange, after connecting if need be.
func (l *link) try(ctx context.Context, db int) error {
	if !l.admitted {
		if err := l.admit(ctx, 1); err != nil {
			return err
		}
	}
	l.admitted = false
	if l.conn == nil {
		addr, err := l.dep.topo.address(ctx, l.node)
		if err != nil {
			return err
		}
		if l.conn, err = l.dep.dialer.dial(ctx, addr); err != nil {
			return err
		}
		l.conn.share = l.share
		l.dials++
		if err := l.ready(ctx); err != nil {
			return err
		}
	}
	if err := l.conn.use(ctx, db); err != nil {
		return err
	}
	if !l.sent {
		l.began = time.Now()
	}
	if err := l.conn.exchange(ctx, l.unsent(), l.takes); err != nil {
		return l.excess(err)
	}
	l.governor.After(l.exchange(1), time.Since(l.began), len(l.conn.in))
	if l.conn.reply(0).IsError("NOAUTH") {
		return fmt.Errorf("%w: %w", errRefused, l.conn.reply(0).Err())
	}
	return nil
}

// excess ends an exchange with a reply that is too large. If it is one about a
// value, an error stands for it and those behind it; else the server is broken.
func (l *link) excess(err error) error {
	err = named(err, commandAt(l.out, len(l.conn.ends)))
	if large, ok := ofValue(err); ok {
		l.conn.excess = fmt.Appendf(nil, "-%s %s %s: %v\r\n", TooLarge, l.dep.opts.Name, l.node, large)
		return nil
	}
	return err
}

// leave gives up a connection that ended with a reply that was too large.
func (l *link) leave() {
	if l.conn != nil && l.conn.excess != nil {
		l.close()
	}
}

// rest frees what large replies and commands took. The replies are gone then.
func (l *link) rest() {
	l.leave()
	if l.conn != nil {
		l.conn.relax()
	}
	if cap(l.out) > keepBuffer {
		l.out = nil
	}
}

// ready is an error while the server behind a new connection does not hold all of
// its data: a replica may have been started again, and answers before it has had
// its first sync. Where INFO is refused nobody tells.
func (l *link) ready(ctx context.Context) error {
	if l.dep.server.RunID == "" {
		return nil
	}
	if err := l.conn.do(ctx, "INFO", "replication"); err != nil {
		if errors.Is(err, errRefused) && errors.As(err, new(Error)) {
			return nil
		}
		return err
	}
	text, err := l.conn.reply(0).Text()
	if err != nil {
		return nil //nolint:nilerr // what is no text tells nothing
	}
	return whole(infoFields(string(text)))
}

// unsent is what is still to be sent; if it fails all of it will be.
func (l *link) unsent() []byte {
	if l.sent {
		l.sent = false
		return nil
	}
	return l.out
}

// gone is an error that is also ErrGone.
type gone struct{ error }

func (g gone) Unwrap() []error { return []error{g.error, ErrGone} }

// ErrGone means that a server will not be asked any more: it gave no answer for
// Options.RetryFor, or lets us in no longer.
var ErrGone = errors.New("gone")

func (l *link) gaveUp(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, errRefused) {
		return gone{fmt.Errorf("%s %s: %w", l.dep.opts.Name, l.node, err)}
	}
	return gone{fmt.Errorf("%s %s: no answer for %v: %w", l.dep.opts.Name, l.node, l.dep.opts.RetryFor, err)}
}

func (l *link) close() {
	if l.conn != nil {
		l.conn.Close()
		l.share.give(much(cap(l.conn.in)))
		l.conn, l.sent = nil, false
	}
}
