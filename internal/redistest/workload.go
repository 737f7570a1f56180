package redistest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// A Write is one command about one key, or about one part of it.
type Write struct {
	Key, Part string // Part is "" for writes that concern the key as a whole
	Args      []any
}

// A Workload writes to a source without pause, and the same to a target some time
// later, in the same order, as a replication does.
type Workload struct {
	Source redis.UniversalClient
	Target redis.UniversalClient // nil if somebody else replicates
	Rate   int                   // writes a second
	Lag    time.Duration
	// Lost reports whether a write never reaches the target. Nil: all do.
	Lost func(Write) bool

	t       testing.TB
	writers []writerShare
	later   chan delayed
	end     context.CancelFunc
	running sync.WaitGroup

	mu     sync.Mutex
	err    error
	writes int
	lags   []time.Duration
}

// writerShare is a writer and its share of all writes.
type writerShare struct {
	weight int
	next   func(*rand.Rand) []Write
}

type delayed struct {
	at     time.Time // when the source had them
	writes []Write
}

// tick is how often a workload writes.
const tick = 2 * time.Millisecond

// Start makes the workload run until Stop or the end of the test.
func (w *Workload) Start(t testing.TB, population *Population) {
	w.t = t
	w.writers = population.writers()
	w.later = make(chan delayed, 1<<16)
	ctx, cancel := context.WithCancel(context.Background())
	w.end = cancel
	w.running.Go(func() { w.note(w.write(ctx)) })
	if w.Target != nil {
		w.running.Go(func() { w.note(w.replay()) })
	}
	t.Cleanup(w.Stop)
}

// Stop ends the writes. The target receives what is under way.
func (w *Workload) Stop() {
	w.end()
	w.running.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		w.t.Errorf("workload: %v", w.err)
		w.err = nil
	}
}

// Writes is how many writes the source received.
func (w *Workload) Writes() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.writes
}

// Lags returns the true lag: the median and the largest.
func (w *Workload) Lags() (median, largest time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.lags) == 0 {
		return 0, 0
	}
	sorted := slices.Sorted(slices.Values(w.lags))
	return sorted[len(sorted)/2], sorted[len(sorted)-1]
}

func (w *Workload) note(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
}

// write makes as many writes a tick as the rate asks for.
func (w *Workload) write(ctx context.Context) error {
	defer close(w.later)
	rnd := rand.New(rand.NewPCG(1, 2))
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	last := time.Now()
	for owed := 0.0; ; {
		select {
		case <-ctx.Done():
			return nil
		case now := <-ticker.C:
			owed = min(owed+now.Sub(last).Seconds()*float64(w.Rate), float64(w.Rate)/10)
			last = now
		}
		writes := w.draw(rnd, &owed)
		if err := Apply(w.Source, writes); err != nil {
			return fmt.Errorf("source: %w", err)
		}
		w.mu.Lock()
		w.writes += len(writes)
		w.mu.Unlock()
		if w.Target != nil {
			w.later <- delayed{time.Now(), writes}
		}
	}
}

func (w *Workload) draw(rnd *rand.Rand, owed *float64) (writes []Write) {
	total := 0
	for _, s := range w.writers {
		total += s.weight
	}
	for *owed >= 1 {
		n := rnd.IntN(total)
		for _, s := range w.writers {
			if n -= s.weight; n < 0 {
				next := s.next(rnd)
				writes = append(writes, next...)
				*owed -= float64(len(next))
				break
			}
		}
	}
	return writes
}

// replay gives the target what the source had a lag ago.
func (w *Workload) replay() error {
	for d := range w.later {
		time.Sleep(time.Until(d.at.Add(w.Lag)))
		if w.Lost != nil {
			d.writes = slices.DeleteFunc(d.writes, w.Lost)
		}
		if err := Apply(w.Target, d.writes); err != nil {
			return fmt.Errorf("target: %w", err)
		}
		w.mu.Lock()
		w.lags = append(w.lags, time.Since(d.at))
		w.mu.Unlock()
	}
	return nil
}

// Apply makes writes, in pipelines.
func Apply(c redis.UniversalClient, writes []Write) error {
	for part := range slices.Chunk(writes, 1000) {
		p := c.Pipeline()
		for _, w := range part {
			p.Do(context.Background(), w.Args...)
		}
		if _, err := p.Exec(context.Background()); err != nil {
			return err
		}
	}
	return nil
}
