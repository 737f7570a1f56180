package main

import (
	"net"
	"testing"
)

// TestReceive takes replies apart wherever the stream breaks.
func TestReceive(t *testing.T) {
	replies := []string{"+OK\r\n", "$-1\r\n", "$4\r\na\r\nb\r\n", "*2\r\n$1\r\n0\r\n*2\r\n:1\r\n*-1\r\n", "*0\r\n", ":7\r\n"}
	stream := ""
	for _, r := range replies {
		stream += r
	}
	for step := 1; step <= len(stream); step++ {
		w, server := pipe(t)
		go send(server, stream, step)
		for _, want := range replies {
			if got, err := w.receive(1); string(got) != want || err != nil {
				t.Fatalf("by %d bytes: got %q, %v, want %q", step, got, err, want)
			}
		}
	}
}

func TestReceiveErrors(t *testing.T) {
	for _, stream := range []string{"-ERR no\r\n", "*2\r\n:1\r\n-ERR no\r\n", "$x\r\n", "*x\r\n", "$5\r\nab"} {
		w, server := pipe(t)
		go send(server, stream, len(stream))
		if got, err := w.receive(1); err == nil {
			t.Errorf("%q: %q", stream, got)
		}
	}
}

// send writes a stream in steps of so many bytes and ends it.
func send(c net.Conn, stream string, step int) {
	defer c.Close()
	for len(stream) > 0 {
		n := min(step, len(stream))
		if _, err := c.Write([]byte(stream[:n])); err != nil {
			return
		}
		stream = stream[n:]
	}
}

func pipe(t *testing.T) (*wire, net.Conn) {
	client, server := net.Pipe()
	t.Cleanup(func() { client.Close(); server.Close() })
	return &wire{Conn: client}, server
}

func TestRequest(t *testing.T) {
	var w, same wire
	w.request(newRequest("LRANGE", "0", "-1"), "queue:1")
	same.command("LRANGE", "queue:1", "0", "-1")
	if string(w.out) != string(same.out) || w.queued != 1 {
		t.Errorf("%q, want %q", w.out, same.out)
	}
}
