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

	goredis "github.com/redis/go-redis/v9"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// live is two deployments that are written to, and what differs for good.
type live struct {
	source, target string // addresses
	plants         map[string]redistest.Plant
	workload       *redistest.Workload
}

// liveSetups are the ways in which a target can follow a source.
func liveSetups() map[string]func(*testing.T, time.Duration) *live {
	return map[string]func(*testing.T, time.Duration) *live{
		"replay": replayed, "replica": replicated, "cluster": ofCluster,
	}
}

// replayed is a target that is told everything a lag later.
func replayed(t *testing.T, lag time.Duration) *live {
	servers := redistest.Pair(t)
	return begin(t, &redistest.Workload{Source: servers[0].Client(0), Target: servers[1].Client(0), Lag: lag},
		[2]string{servers[0].Addr, servers[1].Addr})
}

// ofCluster is the same with a cluster as the source.
func ofCluster(t *testing.T, lag time.Duration) *live {
	source, target := redistest.Cluster(t, 3, 0), redistest.Start(t)
	return begin(t, &redistest.Workload{Source: source.Client(), Target: target.Client(0), Lag: lag},
		[2]string{strings.Join(source.Addrs(), ","), target.Addr})
}

// livePopulation is what the workloads write to.
func livePopulation() *redistest.Population {
	return &redistest.Population{Cold: 200, Warm: 100, Hot: 10, Expiring: 15}
}

func begin(t *testing.T, w *redistest.Workload, addrs [2]string) *live {
	t.Helper()
	plants := redistest.Plants()
	l := &live{source: addrs[0], target: addrs[1], plants: map[string]redistest.Plant{}, workload: w}
	seed := livePopulation().Seed()
	apply(t, w.Source, seed)
	apply(t, w.Target, seed)
	for _, p := range plants {
		apply(t, w.Target, p.Setup)
		l.plants[p.Key] = p
	}
	w.Rate, w.Lost = 3000, redistest.Lost(plants)
	w.Start(t, livePopulation())
	return l
}

// replicated is a replica that reaches its master by a slow way. No write to it can
// be stuck.
func replicated(t *testing.T, lag time.Duration) *live {
	source := redistest.Start(t)
	target := redistest.Start(t, "--replica-read-only", "no")
	l := &live{source: source.Addr, target: target.Addr, plants: map[string]redistest.Plant{}}
	l.workload = &redistest.Workload{Source: source.Client(0), Rate: 3000}
	apply(t, source.Client(0), livePopulation().Seed())
	host, port, _ := strings.Cut(redistest.Relay(t, source.Addr, lag), ":")
	target.Do("REPLICAOF", host, port)
	for fmt.Sprint(source.Do("DBSIZE")) != fmt.Sprint(target.Do("DBSIZE")) {
		time.Sleep(10 * time.Millisecond) // until it has the data
	}
	for _, p := range redistest.Plants() {
		if !p.Stuck {
			apply(t, target.Client(0), p.Setup)
			l.plants[p.Key] = p
		}
	}
	l.workload.Start(t, livePopulation())
	return l
}

func apply(t *testing.T, c goredis.UniversalClient, writes []redistest.Write) {
	t.Helper()
	if err := redistest.Apply(c, writes); err != nil {
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
func right(p redistest.Plant, c compare.Conflict) bool {
	switch {
	case p.Stuck && p.Part == "":
		return true
	case p.Part == "":
		return string(c.Kind) == p.Kind
	}
	return string(c.Kind) == p.Kind && len(c.Fields) == 1 && c.Fields[0].Name == p.Part
}

// TestLive checks deployments that are written to all the time. LIVE names lags and
// setups for longer runs: see `make live`.
func TestLive(t *testing.T) {
	for _, word := range strings.Fields(cmp.Or(os.Getenv("LIVE"), "replay/500ms")) {
		name, text, _ := strings.Cut(word, "/")
		lag, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(word, func(t *testing.T) { proveLive(t, liveSetups()[name](t, lag), lag) })
	}
}

func proveLive(t *testing.T, l *live, lag time.Duration) {
	o := options()
	o.Rounds, o.Interval, o.Polite = 3, 2*time.Second, os.Getenv("LIVE_POLITE") != ""
	time.Sleep(lag + time.Second)
	start := time.Now()
	out := run(t, l.source, l.target, o)
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
		// The few keys that tell may have been written when the target was later than mostly.
		low, high := lag*7/10, max(lag, largest)*13/10+20*time.Millisecond
		if l := s.Lags[n/2]; l < low || l > high {
			t.Errorf("a lag of %v, want %v to %v", l, low, high)
		}
	}
	for _, w := range out.suspects {
		if w.Kind != "" && w.Evidence.State != compare.Confirmed && w.Evidence.State != compare.Stuck {
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
