package check_test

import (
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// live is two servers that are written to, with a hundred differences.
type live struct {
	source, target *redistest.Server
	plants         map[string]redistest.Plant
	workload       *redistest.Workload
}

func startLive(t *testing.T, rate int, lag time.Duration) *live {
	t.Helper()
	servers := redistest.Pair(t)
	population := &redistest.Population{Cold: 200, Warm: 100, Hot: 10, Expiring: 15}
	plants := redistest.Plants()
	l := &live{source: servers[0], target: servers[1], plants: map[string]redistest.Plant{}}
	apply(t, l.source, population.Seed())
	apply(t, l.target, population.Seed())
	for _, p := range plants {
		apply(t, l.target, p.Setup)
		l.plants[p.Key] = p
	}
	l.workload = &redistest.Workload{Source: l.source.Client(0), Target: l.target.Client(0), Rate: rate, Lag: lag, Lost: redistest.Lost(plants)}
	l.workload.Start(t, population)
	return l
}

func apply(t *testing.T, s *redistest.Server, writes []redistest.Write) {
	t.Helper()
	if err := redistest.Apply(s.Client(0), writes); err != nil {
		t.Fatal(err)
	}
}

// judge sorts what a run found into planted differences and false ones.
func (l *live) judge(t *testing.T, out outcome) (found int, wrong []string) {
	t.Helper()
	for _, c := range out.suspects {
		p, planted := l.plants[c.Key]
		switch {
		case c.Kind == "":
		case planted && l.right(p, c):
			found++
		default:
			wrong = append(wrong, line(c))
		}
	}
	return found, wrong
}

// right reports whether a conflict tells what was planted and nothing else.
func (l *live) right(p redistest.Plant, c check.Conflict) bool {
	switch {
	case p.Stuck && p.Part == "":
		return true
	case p.Part == "":
		return string(c.Kind) == p.Kind
	}
	return string(c.Kind) == p.Kind && len(c.Fields) == 1 && c.Fields[0].Name == p.Part
}

func TestLive(t *testing.T) {
	const lag = 500 * time.Millisecond
	l := startLive(t, 3000, lag)
	o := options()
	o.Rounds, o.Interval = 3, 2*time.Second
	time.Sleep(3 * time.Second)
	out := run(t, l.source.Addr, l.target.Addr, o)
	if out.err != nil {
		t.Fatal(out.err)
	}
	l.workload.Stop()
	found, wrong := l.judge(t, out)
	median, largest := l.workload.Lags()
	t.Logf("%d writes, lag %v to %v; found %d of %d, wrong %d, unverified %d", l.workload.Writes(), median, largest, found, len(l.plants), len(wrong), len(out.unverified))
	for _, w := range wrong[:min(len(wrong), 20)] {
		t.Log(w)
	}
}
