package redis_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// witness is a governor that notes what it is told.
type witness struct {
	name string
	log  *notes
}

type notes struct {
	mu    sync.Mutex
	lines []string
	share map[string]float64 // by node, of the last exchange
}

func (n *notes) add(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, line)
}

func (w witness) Before(ctx context.Context, x redis.Exchange) error {
	w.log.add(fmt.Sprintf("%s before %d commands, %d keys", w.name, x.Commands, x.Keys))
	w.log.mu.Lock()
	defer w.log.mu.Unlock()
	w.log.share[x.Node] = x.Share
	return ctx.Err()
}

func (w witness) After(x redis.Exchange, took time.Duration, bytes int) {
	line := fmt.Sprintf("%s after %d commands", w.name, x.Commands)
	if took <= 0 || bytes <= 0 {
		line += fmt.Sprintf(" of %v and %d bytes", took, bytes)
	}
	w.log.add(line)
}

func (w witness) Failed(x redis.Exchange) {
	w.log.add(fmt.Sprintf("%s failed %d commands", w.name, x.Commands))
}

func governed(t *testing.T, log *notes, name, addr string) *redis.Pipeline {
	t.Helper()
	d, err := redis.Connect(t.Context(), options(addr))
	if err != nil {
		t.Fatal(err)
	}
	p := d.Pipeline().Govern(witness{name, log})
	t.Cleanup(p.Close)
	return p
}

// TestGovernor is told of each exchange, and lets both sides begin together.
func TestGovernor(t *testing.T) {
	servers, log := redistest.Pair(t), &notes{share: map[string]float64{}}
	pair := redis.Pair{Source: governed(t, log, "source", servers[0].Addr), Target: governed(t, log, "target", servers[1].Addr)}
	names := []string{"a", "b", "c"}
	expect := func(do func() error, want ...string) {
		t.Helper()
		log.lines = nil
		if err := do(); err != nil {
			t.Error(err)
		}
		if !strings.HasPrefix(want[0], "source before 1 commands, 0 keys") {
			slices.Sort(log.lines[2:]) // the sides may answer in any order
		}
		if !slices.Equal(log.lines, want) {
			t.Errorf("got  %q\nwant %q", log.lines, want)
		}
	}
	exec := func() error { return pair.Exec(t.Context()) }
	for range 2 { // with new connections, and with those that there are
		for _, side := range pair.Sides() {
			side.Add("GET", "k")
			side.AddKeys("MGET", len(names), func(i int) string { return names[i] })
		}
		expect(exec, "source before 2 commands, 4 keys", "target before 2 commands, 4 keys",
			"source after 2 commands", "target after 2 commands")
	}
	log.lines = nil
	if err := exec(); err != nil || log.lines != nil {
		t.Errorf("nothing is asked: %v %q", err, log.lines)
	}
	empty := redis.Pair{Source: governed(t, log, "source", servers[0].Addr), Target: governed(t, log, "target", servers[1].Addr)}
	if err := empty.Exec(t.Context()); err != nil || log.lines != nil {
		t.Errorf("nothing was ever asked: %v %q", err, log.lines)
	}
	scan := func() error {
		d, err := redis.Connect(t.Context(), options(servers[0].Addr))
		if err != nil {
			return err
		}
		for _, err = range d.Sweep(redis.SweepOptions{DBs: []int{0}, Count: 10, Governor: witness{"source", log}}).Pages(t.Context()) {
			break
		}
		return err
	}
	expect(scan, "source before 1 commands, 0 keys", "source after 1 commands", // INFO
		"source before 1 commands, 0 keys", "source after 1 commands")
}

// TestGovernorShares counts what goes to several nodes at once as one.
func TestGovernorShares(t *testing.T) {
	t.Parallel() // it mostly waits
	c, log := redistest.Cluster(t, 2, 0), &notes{share: map[string]float64{}}
	p := governed(t, log, "cluster", "redis+cluster://"+c.Addrs()[0])
	for i := range 100 {
		p.Add("GET", fmt.Sprint("k", i))
	}
	if err := p.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, share := range log.share {
		sum += share
	}
	if len(log.share) != 2 || sum < 0.999 || sum > 1.001 {
		t.Errorf("the shares are %v", log.share)
	}
}

// TestGovernorStops sends nothing where the run ends while it waits.
func TestGovernorStops(t *testing.T) {
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr)
	p := governed(t, &notes{share: map[string]float64{}}, "source", proxy.Addr)
	before := proxy.Count("GET")
	ctx, stop := context.WithCancel(t.Context())
	stop()
	p.Add("GET", "k")
	if err := p.Exec(ctx); !errors.Is(err, context.Canceled) || proxy.Count("GET") != before {
		t.Errorf("error %v, and %d commands", err, proxy.Count("GET")-before)
	}
}
