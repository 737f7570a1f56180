package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// What the plain reader asks for at once.
const (
	batchKeys = 1000
	batches   = 2
)

func runFloor(ctx context.Context, args []string, out, _ io.Writer) error {
	flags := flag.NewFlagSet("floor", flag.ContinueOnError)
	ttl := flags.Bool("ttl", false, "read the expiry times, too")
	addrs, err := operands(flags, args, 2, 2)
	if err != nil {
		return err
	}
	f := floor{addrs: [2]string(addrs), ttl: *ttl}
	start := time.Now()
	if err := f.run(ctx); err != nil {
		return err
	}
	took := time.Since(start).Seconds()
	fmt.Fprintf(out, "floor: %d keys in %.2f s, %.0f keys/s; %d batches differ in their bytes\n",
		f.keys.Load(), took, float64(f.keys.Load())/took, f.unequal.Load())
	return nil
}

// floor is the plain reader: it reads every key of the source from both servers
// and compares the bytes of whole batches. It proves nothing (a set has another
// order on each server) and handles nothing, so no program that reads the
// values by these commands can cost less.
type floor struct {
	addrs         [2]string
	ttl           bool
	keys, unequal atomic.Int64
}

func (f *floor) run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	found := make(chan []string, 2*batches)
	g.Go(func() error {
		defer close(found)
		return f.scan(ctx, found)
	})
	for range batches {
		g.Go(func() error { return f.read(ctx, found) })
	}
	return g.Wait()
}

// scan lists the source's keys.
func (f *floor) scan(ctx context.Context, found chan<- []string) error {
	w, err := dial(ctx, f.addrs[0])
	if err != nil {
		return err
	}
	defer w.Close()
	for cursor := "0"; ; {
		reply, err := w.ask("SCAN", cursor, "COUNT", strconv.Itoa(batchKeys))
		if err != nil {
			return err
		}
		// Two lines of each string: its length and itself. No key of ours has
		// a line end in it.
		lines := bytes.Split(reply, []byte("\r\n"))
		cursor = string(lines[2])
		var keys []string
		for i := 5; i < len(lines); i += 2 {
			keys = append(keys, string(lines[i]))
		}
		if err := pass(ctx, found, keys); err != nil {
			return err
		}
		if cursor == "0" {
			return nil
		}
	}
}

// read reads batches of keys over connections of its own.
func (f *floor) read(ctx context.Context, found <-chan []string) error {
	var sides [2]*wire
	for i, addr := range f.addrs {
		w, err := dial(ctx, addr)
		if err != nil {
			return err
		}
		defer w.Close()
		sides[i] = w
	}
	r := reader{requests: requests(), pttl: newRequest("PTTL"), ttl: f.ttl}
	for keys := range found {
		equal, err := r.batch(sides, keys)
		if err != nil {
			return err
		}
		f.keys.Add(int64(len(keys)))
		if !equal {
			f.unequal.Add(1)
		}
	}
	return nil
}
