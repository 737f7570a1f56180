package redis

import (
	"bytes"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// stream is a server that answers whatever it is told with the same bytes for
// ever, after a beginning.
type stream struct {
	addr       string
	sent       atomic.Int64 // what it got rid of, the buffers of the system included
	head, body string
	every      time.Duration // a byte of the body; 0: as fast as it can
}

func newStream(t *testing.T, s *stream) *stream {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		all.Wait()
	})
	return s
}

func (s *stream) serve(c net.Conn) {
	defer c.Close()
	if _, err := c.Read(make([]byte, 1<<10)); err != nil {
		return
	}
	chunk := []byte(s.body)
	if s.every == 0 {
		chunk = bytes.Repeat(chunk, 64<<10/len(chunk)+1)
	}
	n, err := io.WriteString(c, s.head)
	for err == nil {
		s.sent.Add(int64(n))
		if s.every > 0 {
			<-time.After(s.every)
		}
		n, err = c.Write(chunk)
	}
}

// client is a pipeline to a server that need not be one.
func client(t *testing.T, addr string) *Pipeline {
	t.Helper()
	d := &Deployment{opts: Options{Name: "source", RetryFor: 200 * time.Millisecond}, topo: standalone{addr}}
	d.dialer = resp.Dialer{Timeout: time.Second, Silence: time.Second}
	p := d.Pipeline()
	t.Cleanup(p.Close)
	return p
}

// attacks are answers without an end.
func attacks() map[string]*stream {
	return map[string]*stream{
		"one string":             {head: "$4294967295\r\n", body: "x"},
		"a string of 600 MB":     {head: "$629145600\r\n", body: "x"},
		"strings":                {head: "*1000000\r\n", body: "$10\r\n0123456789\r\n"},
		"a page of strings":      {head: "*2\r\n$1\r\n0\r\n*1000000\r\n", body: "$10\r\n0123456789\r\n"},
		"more strings than are":  {head: "*4294967295\r\n", body: "$1\r\nx\r\n"},
		"the shortest elements":  {head: "*4294967295\r\n", body: "+\r\n"},
		"nulls":                  {head: "*4294967295\r\n", body: "$-1\r\n"},
		"empty arrays":           {head: "*4294967295\r\n", body: "*0\r\n"},
		"arrays in arrays":       {head: "*1\r\n", body: "*1\r\n"},
		"wide arrays in arrays":  {head: "*1000000\r\n", body: "*1000000\r\n"},
		"large strings":          {head: "*100000\r\n", body: "$100000\r\n" + strings.Repeat("x", 100000) + "\r\n"},
		"a line":                 {head: "+", body: "x"},
		"an error":               {head: "-", body: "x"},
		"digits":                 {head: ":", body: "1"},
		"a length":               {head: "$", body: "0"},
		"a map of RESP3":         {head: "%1000000\r\n", body: "+x\r\n"},
		"a streamed string":      {head: "$?\r\n", body: ";4\r\nabcd\r\n"},
		"an attribute of RESP3":  {head: "|1000000\r\n", body: "+x\r\n"},
		"nothing but line ends":  {head: "", body: "\r\n"},
		"zeros":                  {head: "", body: "\x00"},
		"a large string at last": {head: "*2\r\n$1\r\n0\r\n", body: "$629145600\r\n"},
	}
}

// heap is what a function adds to the heap at most, as far as the collector tells
// when it ends.
func heap(f func()) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// TestEndlessReplies stops a server that streams, whatever it streams, long
// before memory runs out.
func TestEndlessReplies(t *testing.T) {
	const most, buffers = 16 << 20, 24 << 20
	for name, s := range attacks() {
		for _, command := range []string{"PTTL", "HSCAN", "SCAN"} {
			t.Run(name+" to "+command, func(t *testing.T) {
				server := newStream(t, &stream{head: s.head, body: s.body})
				p := client(t, server.addr)
				p.share = resp.NewBudget(1<<20, most).Share()
				i := p.Add(command, "key", "0")
				var err error
				grown := heap(func() { err = p.Exec(t.Context()) })
				if err == nil {
					err = p.Reply(i).Err()
				}
				if err == nil || !strings.Contains(err.Error(), server.addr) {
					t.Errorf("the answer %.60q, error %v", p.Reply(i), err)
				}
				if grown > 4*most || server.sent.Load() > resp.ListReply+buffers {
					t.Errorf("%d bytes on the heap, %d sent", grown, server.sent.Load())
				}
			})
		}
	}
}

// TestTooLargeValue has an error stand for a value that is too large, and for the
// replies behind it; the next exchange goes over a new connection.
func TestTooLargeValue(t *testing.T) {
	server := newStream(t, &stream{head: ":7\r\n$900000000\r\n", body: "x"})
	p := client(t, server.addr)
	for range 2 {
		first, large, last := p.Add("PTTL", "a"), p.Add("HSCAN", "b", "0"), p.Add("PTTL", "c")
		if err := p.Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, err := p.Reply(first).Int(); n != 7 || err != nil {
			t.Errorf("the reply before: %d, %v", n, err)
		}
		for _, i := range []int{large, last} {
			if err := p.Reply(i).Err(); !p.Reply(i).IsError(resp.TooLarge) || !strings.Contains(err.Error(), "source "+server.addr+": it answers HSCAN with more than 640 MB") {
				t.Errorf("reply %d: %v", i, err)
			}
		}
	}
	p.Add("PTTL", "b")
	p.Add("PTTL", "b")
	if err := p.Exec(t.Context()); !errors.Is(err, ErrGone) || !strings.Contains(err.Error(), "it answers PTTL with more than 128 KB") {
		t.Errorf("error %v", err)
	}
}

// TestDrip gives up a reply that comes byte by byte.
func TestDrip(t *testing.T) {
	server := newStream(t, &stream{head: "+", body: "x", every: 20 * time.Millisecond})
	p := client(t, server.addr)
	p.dep.dialer.Silence = 60 * time.Millisecond
	p.Add("TYPE", "key")
	if err := p.Exec(t.Context()); !errors.Is(err, ErrGone) || !strings.Contains(err.Error(), "too slowly") {
		t.Errorf("error %v", err)
	}
}
