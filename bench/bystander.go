package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// bystander is a client that works at its own pace beside whatever else goes on.
type bystander struct {
	addr     string
	conns    int
	rate     float64 // commands a second, on all connections
	cost     int     // elements that each command reads
	duration time.Duration
}

func runBystander(ctx context.Context, args []string, out, _ io.Writer) error {
	flags, b := flag.NewFlagSet("bystander", flag.ContinueOnError), bystander{}
	flags.IntVar(&b.conns, "conns", 4, "")
	flags.IntVar(&b.cost, "cost", 100, "")
	flags.DurationVar(&b.duration, "for", 10*time.Second, "")
	words, err := operands(flags, args, 2, 2)
	if err != nil {
		return err
	}
	b.addr = words[0]
	if b.rate, err = strconv.ParseFloat(words[1], 64); err != nil || b.rate <= 0 {
		return fmt.Errorf("%w: %q is no rate", errUsage, words[1])
	}
	started := time.Now()
	before, err := serverCPU(ctx, b.addr)
	if err != nil {
		return err
	}
	if err := b.fill(ctx); err != nil {
		return err
	}
	took, err := b.work(ctx) // until it is interrupted, at most
	ctx = context.WithoutCancel(ctx)
	if err != nil {
		return err
	}
	after, err := serverCPU(ctx, b.addr)
	if err != nil {
		return err
	}
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Nanoseconds()) / 1000
	}
	_, err = fmt.Fprintf(out, "commands %d median_us %.0f p90_us %.0f p99_us %.0f server_cpu %.2f\n",
		len(took), at(0.5), at(0.9), at(0.99), (after-before)/time.Since(started).Seconds())
	return err
}

// bystanderKey is the list that it reads.
const bystanderKey = "bench:bystander"

// fill makes the list, if it is not there.
func (b bystander) fill(ctx context.Context) error {
	w, err := dial(ctx, b.addr)
	if err != nil {
		return err
	}
	defer w.Close()
	words := []string{"RPUSH", bystanderKey}
	for range b.cost {
		words = append(words, "element")
	}
	w.command("DEL", bystanderKey)
	w.command(words...)
	n, err := w.flush()
	if err != nil {
		return err
	}
	_, err = w.receive(n)
	return err
}

// work sends commands until the time is over and returns how long each took.
func (b bystander) work(ctx context.Context) ([]time.Duration, error) {
	took := make([][]time.Duration, b.conns)
	var stop atomic.Bool
	timed, cancel := context.WithTimeout(ctx, b.duration)
	defer cancel()
	context.AfterFunc(timed, func() { stop.Store(true) })
	g, ctx := errgroup.WithContext(context.WithoutCancel(ctx))
	for i := range took {
		g.Go(func() error {
			w, err := dial(ctx, b.addr)
			if err != nil {
				return err
			}
			defer w.Close()
			took[i], err = b.talk(w, &stop)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	all := slices.Concat(took...)
	if len(all) == 0 {
		return nil, errors.New("no command was sent")
	}
	return all, nil
}

// talk sends one command after the other over one connection, at random moments:
// those that come late are not made up for.
func (b bystander) talk(w *wire, stop *atomic.Bool) ([]time.Duration, error) {
	var took []time.Duration
	pause := float64(b.conns) / b.rate * float64(time.Second)
	next := time.Now()
	for !stop.Load() {
		next = next.Add(time.Duration(rand.ExpFloat64() * pause)) //nolint:gosec // moments, no secrets
		sleepUntil(next)
		started := time.Now()
		if _, err := w.ask("LRANGE", bystanderKey, "0", strconv.Itoa(b.cost-1)); err != nil {
			return nil, err
		}
		took = append(took, time.Since(started))
		if now := time.Now(); next.Before(now) {
			next = now
		}
	}
	return took, nil
}
