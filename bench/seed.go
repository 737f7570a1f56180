package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"
)

func runSeed(ctx context.Context, args []string, out, _ io.Writer) error {
	words, err := operands(flag.NewFlagSet("seed", flag.ContinueOnError), args, 2, 3)
	if err != nil {
		return err
	}
	keys, err := strconv.Atoi(words[1])
	if err != nil || keys < 0 {
		return fmt.Errorf("%w: %q is no number of keys", errUsage, words[1])
	}
	name := "mixed"
	if len(words) == 3 {
		name = words[2]
	}
	s, known := shapes()[name]
	if !known {
		return fmt.Errorf("%w: there is no shape %q", errUsage, name)
	}
	start := time.Now()
	if err := seed(ctx, words[0], keys, s); err != nil {
		return err
	}
	fmt.Fprintf(out, "seed: %d keys in %.2f s\n", keys, time.Since(start).Seconds())
	return nil
}

// seed writes keys, the same ones each time, to a server that has none.
func seed(ctx context.Context, addr string, keys int, s shape) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	w, err := dial(ctx, addr)
	if err != nil {
		return err
	}
	defer w.Close()
	if err := mustBeEmpty(w); err != nil {
		return err
	}
	sent := make(chan int, 8) // commands of each flush
	g.Go(func() error {
		defer close(sent)
		m := maker{wire: w, rnd: rand.New(rand.NewPCG(1, 2))}
		m.flushed = func(n int) error { return pass(ctx, sent, n) }
		return m.make(keys, s)
	})
	g.Go(func() error {
		for n := range sent {
			if _, err := w.receive(n); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}

func mustBeEmpty(w *wire) error {
	reply, err := w.ask("DBSIZE")
	if err == nil && string(reply) != ":0\r\n" {
		err = fmt.Errorf("%s holds keys already", w.RemoteAddr())
	}
	return err
}

// pass sends v unless ctx is done.
func pass[T any](ctx context.Context, to chan<- T, v T) error {
	select {
	case to <- v:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// flushAt is how many bytes of commands are sent at once.
const flushAt = 256 << 10

// maker makes keys out of one stream of random numbers.
type maker struct {
	wire    *wire
	rnd     *rand.Rand
	flushed func(commands int) error
	err     error // the first; from then on nothing more is sent
}

func (m *maker) make(keys int, s shape) error {
	for i := 0; i < keys && m.err == nil; i++ {
		s(m, i)
	}
	m.flush()
	return m.err
}

func (m *maker) add(args ...string) {
	m.wire.command(args...)
	if len(m.wire.out) >= flushAt {
		m.flush()
	}
}

func (m *maker) flush() {
	n, err := m.wire.flush()
	if m.err == nil {
		m.err = err
	}
	if m.err == nil {
		m.err = m.flushed(n)
	}
}

// word returns 2n random letters.
func (m *maker) word(n int) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 2*n)
	var bits uint64
	for i := range out {
		if i%16 == 0 {
			bits = m.rnd.Uint64()
		}
		out[i], bits = digits[bits&15], bits>>4
	}
	return string(out)
}
