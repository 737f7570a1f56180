package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// TestDelay sends more through the proxy than fits into any buffer and back.
func TestDelay(t *testing.T) {
	echo, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		c, err := echo.Accept()
		echo.Close()
		if err == nil {
			_, _ = io.Copy(c, c)
			c.Close()
		}
	}()
	addr, stop := startDelay(t, echo.Addr().String())
	defer stop()

	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	want := make([]byte, 8<<20)
	for i := range want {
		want[i] = byte(i * 7 >> 3)
	}
	go func() {
		_, _ = c.Write(want)
		_ = c.(*net.TCPConn).CloseWrite()
	}()
	if got, err := io.ReadAll(c); !bytes.Equal(got, want) || err != nil {
		t.Errorf("%d bytes of %d came back, or others, %v", len(got), len(want), err)
	}
}

// TestDelayEnds interrupts the proxy under an open connection, and meets a
// server that is not there.
func TestDelayEnds(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr, stop := startDelay(t, server.Addr().String())
	defer stop()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	far, err := server.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	server.Close()
	for range 2 {
		other, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, other); n > 0 {
			t.Errorf("%d bytes from nowhere, %v", n, err)
		}
		other.Close()
	}
	stop()
	if n, _ := io.Copy(io.Discard, c); n > 0 {
		t.Errorf("%d bytes from nowhere", n)
	}
}

// startDelay runs the proxy; stop interrupts it and waits for its end.
func startDelay(t *testing.T, to string) (addr string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	said, out := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"delay", to, "4ms"}, out, io.Discard)
		close(done)
	}()
	line := make([]byte, 100)
	n, err := said.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	return string(line[:n-1]), func() {
		cancel()
		if code := <-done; code != 0 {
			t.Errorf("status %d", code)
		}
	}
}

// TestJoin sends parcels shortly after each other: each is late by the same
// time, and so is the end.
func TestJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const late, between = 5 * time.Millisecond, time.Millisecond
		client, near := net.Pipe()
		far, server := net.Pipe()
		go join(t.Context(), near, far, late)
		go func() {
			for i := range 4 {
				_, _ = client.Write([]byte{byte(i)})
				time.Sleep(between)
			}
			client.Close()
		}()
		start := time.Now()
		for i := range 4 {
			var got [1]byte
			_, err := server.Read(got[:])
			if want := late + time.Duration(i)*between; got[0] != byte(i) || err != nil || time.Since(start) != want {
				t.Errorf("parcel %d: got %d after %v, want it after %v, %v", i, got[0], time.Since(start), want, err)
			}
		}
		if _, err := server.Read(make([]byte, 1)); !errors.Is(err, io.EOF) || time.Since(start) != late+4*between {
			t.Errorf("the end came after %v: %v", time.Since(start), err)
		}
		server.Close()
	})
}
