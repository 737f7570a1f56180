package check_test

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
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

// judged sorts what a run found.
type judged struct {
	found  int
	wrong  []string // not planted, or not told as it was planted
	missed []string // planted
}

func (l *live) judge(out outcome) (j judged) {
	open := maps.Clone(l.plants)
	for _, c := range out.suspects {
		p, planted := l.plants[c.Key]
		switch {
		case c.Kind == "":
		case planted && right(p, c):
			j.found++
			delete(open, c.Key)
		default:
			j.wrong = append(j.wrong, line(c))
		}
	}
	for _, p := range open {
		j.missed = append(j.missed, fmt.Sprintf("%+v", p))
	}
	return j
}

// right reports whether a conflict tells what was planted and nothing else.
func right(p redistest.Plant, c check.Conflict) bool {
	switch {
	case p.Stuck && p.Part == "":
		return true
	case p.Part == "":
		return string(c.Kind) == p.Kind
	}
	return string(c.Kind) == p.Kind && len(c.Fields) == 1 && c.Fields[0].Name == p.Part
}

func TestLive(t *testing.T) {
	for _, lag := range liveLags(t) {
		t.Run(lag.String(), func(t *testing.T) { proveLive(t, lag) })
	}
}

// liveLags is one lag, or those that LIVE_LAGS names.
func liveLags(t *testing.T) (out []time.Duration) {
	t.Helper()
	for word := range strings.FieldsSeq(cmp.Or(os.Getenv("LIVE_LAGS"), "500ms")) {
		lag, err := time.ParseDuration(word)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, lag)
	}
	return out
}

func proveLive(t *testing.T, lag time.Duration) {
	l := startLive(t, 3000, lag)
	o := options()
	o.Rounds, o.Interval = 3, 2*time.Second
	time.Sleep(lag + time.Second)
	start := time.Now()
	out := run(t, l.source.Addr, l.target.Addr, o)
	took := time.Since(start)
	if out.err != nil {
		t.Fatal(out.err)
	}
	l.workload.Stop()
	j := l.judge(out)
	median, largest := l.workload.Lags()
	s := out.settled
	t.Logf("%d writes, lag %v to %v; %v, of which %v to settle: found %d, wrong %d, missed %d, unverified %d, late %d, largest lag %v, %d lags witnessed",
		l.workload.Writes(), median, largest, took, s.Took, j.found, len(j.wrong), len(j.missed), len(out.unverified), s.Late, s.Lag, len(s.Lags))
	if n := len(s.Lags); n > 0 {
		t.Logf("lags: %v %v %v", s.Lags[0], s.Lags[n/2], s.Lags[n-1])
	}
	for _, w := range out.suspects {
		if w.Kind != "" && w.Evidence.State != check.Confirmed && w.Evidence.State != check.Stuck {
			t.Errorf("%s has the state %q", line(w), w.Evidence.State)
		}
	}
	if j.found != len(l.plants) || len(j.wrong) > 0 || len(out.unverified) > 1 {
		t.Error("want all of the planted differences and no others")
	}
	for _, w := range slices.Concat(j.wrong[:min(len(j.wrong), 20)], j.missed, out.unverified[:min(len(out.unverified), 20)]) {
		t.Log(w)
	}
}
