package resp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"time"
)

// Buffers that grew beyond keepBuffer for one huge reply are given back.
const (
	readStep   = 64 << 10
	KeepBuffer = 2 << 20
)

// Conn is one connection to one server, used by one goroutine at a time. It
// speaks RESP2 from the start, which every server and proxy since Redis 2.8
// understands: HELLO is never sent, and CLIENT only over a connection of its own,
// since some proxies hang up on it (direct.go).
type Conn struct {
	net.Conn
	silence time.Duration // longest wait for the next byte
	db      int           // selected database
	in      []byte        // received bytes of the last exchange
	ends    []int         // where each reply ends in in
	heard   time.Time     // when the server last sent anything
	began   time.Time     // when the reply being received was begun to be waited for
	whole   int           // replies before that one
	spoken  bool          // it has answered as Redis does
	share   *Share        // of what may be held; nil: each reply is bounded alone
}

// SentAtOnce is how many bytes a connection takes even from one who does not
// read yet what comes back: the least of what systems buffer.
const SentAtOnce = 32 << 10

// Exchange sends encoded commands and receives the replies to them and to those
// sent before, one for each limit of its size. After an error the connection is
// of no more use and closed.
func (c *Conn) Exchange(ctx context.Context, out []byte, limits []int) error {
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	sent := c.send(out)
	err := c.receive(ctx, limits)
	if err != nil {
		c.Close()
	}
	if sendErr := sent(); sendErr != nil && err == nil {
		err = sendErr
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// send begins to send out. What it returns waits until that has ended.
func (c *Conn) send(out []byte) func() error {
	if len(out) <= SentAtOnce {
		_, err := c.Write(out)
		return func() error { return err }
	}
	var err error
	var sending sync.WaitGroup
	sending.Go(func() { _, err = c.Write(out) }) // a proxy may read on only when its answers are read
	return func() error {
		sending.Wait()
		return err
	}
}

// Write sends all of out; a server that takes nothing for too long is an error.
func (c *Conn) Write(out []byte) (int, error) {
	if len(out) == 0 {
		return 0, nil
	}
	if err := c.SetWriteDeadline(time.Now().Add(c.silence + time.Duration(len(out))*time.Microsecond)); err != nil {
		return 0, err
	}
	return c.Conn.Write(out)
}

// receive fills c.in with a reply for each limit, and c.ends with their ends.
func (c *Conn) receive(ctx context.Context, limits []int) error {
	c.Relax()
	c.in, c.ends = c.in[:0], c.ends[:0]
	c.began, c.whole = time.Now(), 0
	f := framer{pending: 1}
	for len(c.ends) < len(limits) {
		missing, err := f.scan(c.in)
		if err != nil && !c.spoken {
			return final{foreign(c.in, err)}
		}
		if err != nil {
			return err
		}
		if missing > 0 {
			if limit := limits[len(c.ends)]; c.reaches(f, missing) > limit {
				return &tooLarge{limit: limit}
			}
			if err := c.fill(ctx, missing); err != nil {
				return err
			}
			continue
		}
		c.spoken = true
		c.ends = append(c.ends, f.pos)
		f.pending = 1
	}
	return nil
}

// Relax gives back a buffer that grew for one huge reply. The replies are gone
// then.
func (c *Conn) Relax() {
	if cap(c.in) > KeepBuffer {
		c.share.give(much(cap(c.in)))
		c.in, c.ends = nil, c.ends[:0]
	}
}

// started is where the reply begins that is being received.
func (c *Conn) started() int {
	if len(c.ends) == 0 {
		return 0
	}
	return c.ends[len(c.ends)-1]
}

// reaches is how large the reply being received will be at least: what there is
// of it, what the string at hand still needs, and the elements to come.
func (c *Conn) reaches(f framer, missing int) int {
	return len(c.in) + missing - c.started() + (f.pending-1)*ElementCost
}

// fill reads once. The buffer grows with what really arrives, whatever length a
// reply claims to have.
func (c *Conn) fill(ctx context.Context, missing int) error {
	if cap(c.in)-len(c.in) < min(missing, readStep) {
		if err := c.grow(ctx, missing); err != nil {
			return err
		}
	}
	if err := c.SetReadDeadline(c.deadline()); err != nil {
		return err
	}
	n, err := c.Read(c.in[len(c.in):cap(c.in)])
	c.in = c.in[:len(c.in)+n]
	if n > 0 {
		c.heard = time.Now()
		return nil
	}
	if errors.Is(err, os.ErrDeadlineExceeded) && time.Since(c.heard) < c.silence {
		return fmt.Errorf("its answer comes too slowly, %d bytes in %v", len(c.in)-c.started(), c.silence)
	}
	return err
}

// slowest is how long a byte of a reply may take.
const slowest = 10 * time.Millisecond

// deadline is until when something has to be received. A reply that comes byte
// by byte, each of them in time, has to come to an end, too.
func (c *Conn) deadline() time.Time {
	if len(c.ends) > c.whole {
		c.began, c.whole = c.heard, len(c.ends)
	}
	quiet := time.Now().Add(c.silence)
	slow := c.began.Add(c.silence + time.Duration(len(c.in)-c.started())*slowest)
	if slow.Before(quiet) {
		return slow
	}
	return quiet
}

// grow makes room for more, which may have to wait.
func (c *Conn) grow(ctx context.Context, missing int) error {
	before, more := cap(c.in), max(readStep, min(missing, cap(c.in)+readStep), len(c.in)/4)
	after := len(c.in) + more
	if !c.share.take(ctx, much(after)) {
		return cmp.Or(ctx.Err(), error(&tooLarge{limit: heldMost}))
	}
	in := make([]byte, len(c.in), after)
	copy(in, c.in)
	c.in = in
	c.share.give(much(before))
	c.began = time.Now()
	return nil
}

// much is what a buffer of so many bytes counts for: what each connection has
// anyway counts for nothing.
func much(size int) int {
	if size <= KeepBuffer {
		return 0
	}
	return size
}

// BoundBy has the memory of large replies booked in a share, which may be nil. It
// must be called before the first exchange.
func (c *Conn) BoundBy(s *Share) { c.share = s }

// DB is the selected database.
func (c *Conn) DB() int { return c.db }

// Heard is when the server last sent anything.
func (c *Conn) Heard() time.Time { return c.heard }

// Received is how many bytes came in the last exchange.
func (c *Conn) Received() int { return len(c.in) }

// Replies is how many whole replies came in the last exchange.
func (c *Conn) Replies() int { return len(c.ends) }

// Release closes the connection and frees its memory. Its replies are gone.
func (c *Conn) Release() {
	c.Close()
	c.share.give(much(cap(c.in)))
	c.in, c.ends = nil, nil
}

// Reply is the i-th reply of the last exchange.
func (c *Conn) Reply(i int) Reply {
	start := 0
	if i > 0 {
		start = c.ends[i-1]
	}
	return Reply(c.in[start:c.ends[i]:c.ends[i]])
}

// Do is an exchange of one command. A definite no is errRefused.
func (c *Conn) Do(ctx context.Context, args ...string) error {
	if err := c.Exchange(ctx, AppendCommand(nil, args...), []int{ListReply}); err != nil {
		return NameCommand(err, args[0])
	}
	if said, isError := c.Reply(0).Err().(Error); isError { //nolint:errorlint // never wrapped
		return AsRefusal(said)
	}
	return nil
}

// ErrSelect marks errors of SELECT.
var ErrSelect = errors.New("select database")

// Use selects a database unless it is selected already.
func (c *Conn) Use(ctx context.Context, db int) error {
	if c.db == db {
		return nil
	}
	if err := c.Do(ctx, "SELECT", strconv.Itoa(db)); err != nil {
		return fmt.Errorf("%w %d: %w", ErrSelect, db, err)
	}
	c.db = db
	return nil
}
