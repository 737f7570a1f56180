package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
)

// wire is one connection to a server. Commands are queued in out until flush;
// one goroutine may send while another receives.
type wire struct {
	net.Conn
	out    []byte
	queued int    // commands in out
	in     []byte // received, from the first reply that was not yet handed out
	used   int    // of in, by the last receive
}

// dial connects; the connection is closed when ctx is done.
func dial(ctx context.Context, addr string) (*wire, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { c.Close() })
	return &wire{Conn: c}, nil
}

// command queues one command.
func (w *wire) command(args ...string) {
	w.out = appendHead(w.out, '*', len(args))
	for _, a := range args {
		w.out = appendBulk(w.out, a)
	}
	w.queued++
}

// flush sends what is queued and returns how many commands that were.
func (w *wire) flush() (int, error) {
	n := w.queued
	_, err := w.Write(w.out)
	w.out, w.queued = w.out[:0], 0
	return n, err
}

// ask sends one command and returns the raw reply.
func (w *wire) ask(args ...string) ([]byte, error) {
	w.command(args...)
	n, err := w.flush()
	if err != nil {
		return nil, err
	}
	return w.receive(n)
}

// receive returns n replies as the bytes that came, valid until the next call.
// A server's error is an error here: all commands are known to be right.
func (w *wire) receive(n int) ([]byte, error) {
	w.in = w.in[:copy(w.in, w.in[w.used:])]
	at := 0
	for n > 0 {
		size, more, err := element(w.in[at:])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.RemoteAddr(), err)
		}
		if size == 0 || at+size > len(w.in) {
			if err := w.fill(); err != nil {
				return nil, err
			}
			continue
		}
		at += size
		n += more - 1
	}
	w.used = at
	return w.in[:at], nil
}

// fill reads once.
func (w *wire) fill() error {
	w.in = slices.Grow(w.in, 64<<10)
	n, err := w.Read(w.in[len(w.in):cap(w.in)])
	w.in = w.in[:len(w.in)+n]
	if n > 0 {
		return nil
	}
	return err
}

// element measures what buf begins with: its bytes (of an array those of its
// head; 0 if the first line is not whole) and the elements that follow in it.
func element(buf []byte) (size, more int, err error) {
	end := bytes.IndexByte(buf, '\n')
	if end < 2 {
		return 0, 0, nil
	}
	switch text := buf[1 : end-1]; buf[0] {
	case '$':
		n, err := strconv.Atoi(string(text))
		if n < 0 {
			return end + 1, 0, err
		}
		return end + 1 + n + 2, 0, err
	case '*':
		n, err := strconv.Atoi(string(text))
		return end + 1, max(n, 0), err
	case '-':
		return 0, 0, fmt.Errorf("the server says %q", text)
	}
	return end + 1, 0, nil
}

func appendHead(out []byte, kind byte, n int) []byte {
	out = append(out, kind)
	out = strconv.AppendInt(out, int64(n), 10)
	return append(out, "\r\n"...)
}

func appendBulk(out []byte, text string) []byte {
	out = appendHead(out, '$', len(text))
	out = append(out, text...)
	return append(out, "\r\n"...)
}
