package resp

import (
	"fmt"
	"io"
	"net"
	"testing"
	"time"
)

// pieces is a connection over which bytes come in pieces of a size.
type pieces struct {
	net.Conn
	rest []byte
	size int
}

func (p *pieces) Read(buf []byte) (int, error) {
	if len(p.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(buf, p.rest[:min(len(p.rest), p.size)])
	p.rest = p.rest[n:]
	return n, nil
}

func (*pieces) SetReadDeadline(time.Time) error { return nil }

// FuzzReceive receives whatever comes in pieces of any size: never more than is
// allowed, and each reply in the same bounds as if it came at once.
func FuzzReceive(f *testing.F) {
	for _, s := range []string{"$4294967295\r\nx", "*1000000\r\n$10\r\n0123456789\r\n", "*2\r\n$1\r\n0\r\n*1000000\r\n$10\r\n", "*1\r\n*1\r\n",
		"*4294967295\r\n+\r\n", "*2\r\n$1\r\n0\r\n$629145600\r\nx", "+x", "-x", ":1", "$0", "%1000000\r\n+x\r\n", "\r\n", "\x00"} {
		f.Add([]byte(s), uint16(7), uint32(100))
	}
	f.Add([]byte("*2\r\n$1\r\n0\r\n*1\r\n:1\r\n+OK\r\n$-1\r\n"), uint16(1), uint32(1000))
	f.Fuzz(func(t *testing.T, data []byte, size uint16, limit uint32) {
		limits := []int{int(limit), int(limit), int(limit)}
		c := &Conn{Conn: &pieces{rest: data, size: int(size) + 1}}
		err := c.receive(t.Context(), limits)
		if cap(c.in) > 2*len(data)+2*readStep {
			t.Fatalf("%d bytes held for %d", cap(c.in), len(data))
		}
		whole := &Conn{Conn: &pieces{rest: data, size: max(len(data), 1)}}
		if wholeErr := whole.receive(t.Context(), limits); err == nil && (wholeErr != nil || fmt.Sprint(c.ends) != fmt.Sprint(whole.ends)) {
			t.Fatalf("in pieces %v, at once %v, %v", c.ends, whole.ends, wholeErr)
		}
		for i := range c.ends {
			readAll(c.Reply(i))
		}
	})
}
