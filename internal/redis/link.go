package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// link is a pipeline's part for one node: its connection and the commands that
// go there.
type link struct {
	dep    *Deployment
	node   string
	conn   *resp.Conn  // nil until first used
	dials  int         // how often it was connected
	share  *resp.Share // of what may be held
	out    []byte
	takes  []int      // for each command in out how large its reply may be
	keys   int        // that these are about
	sent   bool       // out was sent ahead of exec
	excess resp.Reply // stands for the replies that were too large; the connection is closed then
	lost   bool       // the node left the deployment before it answered

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
	if l.conn == nil || l.conn.DB() != db || len(l.out) > resp.SentAtOnce {
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
	var wait *retry
	lastActivity := time.Now()
	for {
		err := l.try(ctx, db)
		if err == nil {
			return nil
		}
		if l.conn != nil && l.conn.Heard().After(lastActivity) {
			lastActivity = l.conn.Heard()
		}
		l.close()
		if l.lost = !l.dep.stillHas(ctx, l.node); l.lost {
			return nil
		}
		if wait == nil {
			wait = l.dep.retry()
		}
		if !wait.wait(ctx, err, lastActivity) {
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
	answered := false
	defer func() {
		if !answered {
			l.governor.Failed(l.exchange(1))
		}
	}()
	if l.conn == nil {
		addr, err := l.dep.topo.address(ctx, l.node)
		if err != nil {
			return err
		}
		if err := l.connect(ctx, addr); err != nil {
			return err
		}
	}
	if err := l.conn.Use(ctx, db); err != nil {
		return err
	}
	if !l.sent {
		l.began = time.Now()
	}
	if err := l.conn.Exchange(ctx, l.unsent(), l.takes); err != nil {
		return l.cutShort(err)
	}
	answered = true
	l.governor.After(l.exchange(1), time.Since(l.began), l.conn.Received())
	if l.reply(0).IsError("NOAUTH") {
		return fmt.Errorf("%w: %w", resp.ErrRefused, l.reply(0).Err())
	}
	return nil
}

// connect opens the link's connection to a server that has all of its data.
func (l *link) connect(ctx context.Context, addr string) (err error) {
	if l.conn, err = l.dep.dialer.Dial(ctx, addr); err != nil {
		return err
	}
	l.conn.BoundBy(l.share)
	l.dials++
	if err := l.ready(ctx); err != nil {
		return err
	}
	return l.introduce(ctx)
}

// reply is the i-th reply of the last exchange.
func (l *link) reply(i int) resp.Reply {
	if l.excess != nil && i >= l.conn.Replies() {
		return l.excess
	}
	return l.conn.Reply(i)
}

// cutShort ends an exchange with a reply that is too large. If it is one about a
// value, an error stands for it and those behind it; else the server is broken.
func (l *link) cutShort(err error) error {
	err = resp.NameCommand(err, resp.CommandAt(l.out, l.conn.Replies()))
	if resp.IsValueTooLarge(err) {
		l.excess = fmt.Appendf(nil, "-%s %s %s: %v\r\n", resp.TooLarge, l.dep.opts.Name, l.node, err)
		return nil
	}
	return err
}

// leave gives up a connection that ended with a reply that was too large.
func (l *link) leave() {
	if l.excess != nil {
		l.close()
	}
}

// rest frees what large replies and commands took. The replies are gone then.
func (l *link) rest() {
	l.leave()
	if l.conn != nil {
		l.conn.Relax()
	}
	if cap(l.out) > resp.KeepBuffer {
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
	if err := l.conn.Do(ctx, "INFO", "replication"); err != nil {
		if errors.Is(err, resp.ErrRefused) && errors.As(err, new(resp.Error)) {
			return nil
		}
		return err
	}
	text, err := l.conn.Reply(0).Text()
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
	if errors.Is(err, resp.ErrRefused) {
		return gone{fmt.Errorf("%s %s: %w", l.dep.opts.Name, l.node, err)}
	}
	return gone{fmt.Errorf("%s %s: no answer for %v: %w", l.dep.opts.Name, l.node, l.dep.opts.RetryFor, err)}
}

func (l *link) close() {
	if l.conn != nil {
		l.conn.Release()
		l.conn, l.sent, l.excess = nil, false, nil
	}
}
