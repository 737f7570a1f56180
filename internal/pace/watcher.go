package pace

import (
	"context"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// How often a node is asked. An answer takes it a few microseconds; the moments of
// stillness, which the others' latency is taken in, cost the run at most a hundredth.
const (
	pingEvery  = 50 * time.Millisecond
	loadEvery  = 10 // pings
	stillPings = 5
	stillShare = 200 // the time between them, in light commands
	stillMost  = 5 * time.Millisecond
)

// watcher looks after one node.
type watcher struct {
	pacer *Pacer
	node  *node
	meter Meter

	marks         marks
	alone, beside times
	asked         int64 // commands that the meter sent
	told          bool  // the node has told how many commands it ran
	hushed        time.Time
	decided       time.Time
}

// run watches until ctx ends or the node answers no more. Its limit stays then.
func (w *watcher) run(ctx context.Context) {
	defer w.meter.Close()
	if w.connect(ctx) != nil || w.look(ctx) != nil {
		return
	}
	ticker := time.NewTicker(pingEvery)
	defer ticker.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		took, err := w.ping(ctx)
		w.beside = append(w.beside, took)
		if err == nil && n%loadEvery == 0 {
			err = w.look(ctx)
		}
		if err != nil {
			return
		}
	}
}

// connect makes the first exchange, whose time says nothing.
func (w *watcher) connect(ctx context.Context) error {
	if _, err := w.ping(ctx); err != nil {
		return err
	}
	took, err := w.ping(ctx)
	w.alone = w.alone.add(1, took)
	return err
}

func (w *watcher) ping(ctx context.Context) (time.Duration, error) {
	w.asked++
	return w.meter.Ping(ctx)
}

// look reads the signs and has the limit decided.
func (w *watcher) look(ctx context.Context) error {
	if err := w.measure(ctx); err != nil {
		return err
	}
	now := time.Now()
	s := Signs{Passed: now.Sub(w.decided), Beside: w.beside.median(), Best: w.beside.at(0.25), Alone: w.alone.median()}
	if w.decided.IsZero() {
		s.Passed = 0
	}
	key := time.Duration(0)
	s.Others, s.Most = w.marks.others(w.scripted())
	s.Busy, s.Ours, key = w.marks.use()
	s.Silent = s.Others < 0 && w.told
	w.told = w.told || s.Others >= 0
	w.beside, w.decided = w.beside[:0], now
	if h, changed := w.node.decide(w.pacer.opts.Policy, s, key); changed && w.pacer.opts.Tell != nil {
		w.pacer.opts.Tell(h)
	}
	return nil
}

// scripted is how many commands a key of ours may be beyond those that we sent.
func (w *watcher) scripted() int64 {
	if w.pacer.opts.Scripted {
		return 8
	}
	return 0
}

// measure reads the node's counters, if it can be while nothing of ours is under way.
func (w *watcher) measure(ctx context.Context) error {
	usual := w.alone.median()
	reached := false
	if now := time.Now(); now.Sub(w.hushed) >= stillShare*usual {
		var resume func()
		reached, resume = w.node.hush(max(stillMost, 2*usual))
		w.hushed = now
		defer resume()
	}
	for range stillPings {
		if !reached {
			break
		}
		took, err := w.ping(ctx)
		if err != nil {
			return err
		}
		w.alone = w.alone.add(4*stillPings, took)
	}
	return w.mark(ctx)
}

// mark notes what is counted now. Of what is under way before and after the node
// counts, it takes what leaves the bounds the widest.
func (w *watcher) mark(ctx context.Context) error {
	before, spent := w.node.counted()
	load, err := w.meter.Load(ctx)
	if err != nil {
		return err
	}
	after, _ := w.node.counted()
	m := mark{at: time.Now(), load: load, spent: spent,
		count: count{sent: after.sent + w.asked, got: before.got + w.asked, keys: before.keys}}
	w.asked += redis.LoadCommands
	w.marks = w.marks.add(m)
	return nil
}
