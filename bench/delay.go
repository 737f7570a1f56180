package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func runDelay(ctx context.Context, args []string, out, log io.Writer) error {
	words, err := operands(flag.NewFlagSet("delay", flag.ContinueOnError), args, 2, 2)
	if err != nil {
		return err
	}
	rtt, err := time.ParseDuration(words[1])
	if err != nil || rtt < 0 {
		return fmt.Errorf("%w: %q is no time such as 10ms", errUsage, words[1])
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, l.Addr())
	return distance{to: words[0], oneWay: rtt / 2, log: log}.serve(ctx, l)
}

// distance is a proxy that makes a server seem far away: what goes through it
// arrives later, but as much at a time as without it.
type distance struct {
	to     string
	oneWay time.Duration
	log    io.Writer
}

// serve takes connections until ctx is done and returns when all have ended.
func (d distance) serve(ctx context.Context, l net.Listener) error {
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	var sessions sync.WaitGroup
	defer sessions.Wait()
	for {
		client, err := l.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		sessions.Go(func() { d.session(ctx, client) })
	}
}

func (d distance) session(ctx context.Context, client net.Conn) {
	defer client.Close()
	var dialer net.Dialer
	server, err := dialer.DialContext(ctx, "tcp", d.to)
	if err != nil {
		fmt.Fprintf(d.log, "bench delay: %v\n", err)
		return
	}
	defer server.Close()
	join(ctx, client, server, d.oneWay)
}

// join carries bytes both ways until both have ended or one has failed.
func join(ctx context.Context, a, b net.Conn, late time.Duration) {
	g, ctx := errgroup.WithContext(ctx)
	stop := context.AfterFunc(ctx, func() {
		a.Close()
		b.Close()
	})
	defer stop()
	carry(ctx, g, b, a, late)
	carry(ctx, g, a, b, late)
	_ = g.Wait() // how a connection ended is for its two ends to say
}

// parcel is bytes on their way; none are the end.
type parcel struct {
	bytes []byte
	due   time.Time
}

// carry passes on what from sends, each part of it so much later, and then the
// end of it.
func carry(ctx context.Context, g *errgroup.Group, to, from net.Conn, late time.Duration) {
	road := make(chan parcel, 1024)
	g.Go(func() error {
		defer close(road)
		return depart(ctx, road, from, late)
	})
	g.Go(func() error {
		for p := range road {
			if err := arrive(ctx, to, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func depart(ctx context.Context, road chan<- parcel, from net.Conn, late time.Duration) error {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if lost := pass(ctx, road, parcel{slices.Clone(buf[:n]), time.Now().Add(late)}); lost != nil || err != nil {
			return lost
		}
	}
}

func arrive(ctx context.Context, to net.Conn, p parcel) error {
	wait := time.NewTimer(time.Until(p.due))
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	if len(p.bytes) == 0 {
		return closeWrite(to)
	}
	_, err := to.Write(p.bytes)
	return err
}

// closeWrite tells the other end that no more will come, where it can be told
// without ending what still comes from there.
func closeWrite(c net.Conn) error {
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return c.Close()
}
