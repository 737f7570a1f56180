package check_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// watched is a master with replicas, all with a password, and its sentinels.
type watched struct {
	*redistest.Sentinels
	master   *redistest.Server
	replicas []*redistest.Server
	password resp.Secret
}

func watch(t *testing.T) watched {
	t.Helper()
	w := watched{master: redistest.Start(t, "--requirepass", "pw"), password: resp.NewSecret("pw")}
	for range 2 {
		w.replicas = append(w.replicas, redistest.Replica(t, w.master))
	}
	w.Sentinels = redistest.Sentinel(t, "main", w.master, w.replicas, 3)
	return w
}

func (w watched) options(query string) redis.Options {
	return redis.Options{Name: "source", Address: "redis+sentinel://" + strings.Join(w.Addrs(), ",") + "/main" + query,
		Password: w.password, RetryFor: 15 * time.Second}
}

// connect also returns the line about the server, or the error.
func (w watched) connect(t *testing.T, o redis.Options) (*redis.Deployment, string) {
	t.Helper()
	d, err := redis.Connect(t.Context(), o)
	if err != nil {
		return nil, err.Error()
	}
	return d, d.Server().String()
}

// TestSentinel finds servers by the name that sentinels have for them, and
// survives their failover.
func TestSentinel(t *testing.T) {
	t.Parallel() // it mostly waits
	w := watch(t)
	target := redistest.Start(t)
	want := plant(t, w.master.Client(0), target.Client(0))
	for _, c := range []struct{ query, words string }{{"", "now " + w.master.Addr}, {"?role=master", "now " + w.master.Addr}, {"?role=replica", "replica of \"main\""}} {
		d, got := w.connect(t, w.options(c.query))
		if d == nil || !strings.Contains(got, c.words) {
			t.Fatalf("%q: %s", c.query, got)
		}
		expect(t, runWith(t, d, connect(t, "target", target.Addr), options()), want)
	}
	t.Run("another name", func(t *testing.T) {
		for _, query := range []string{"", "?role=replica"} {
			o := w.options(query)
			o.Address = strings.Replace(o.Address, "/main", "/other", 1)
			if _, got := w.connect(t, o); !strings.Contains(got, "other") && !strings.Contains(got, "No such master") {
				t.Error(got)
			}
		}
	})
	t.Run("one sentinel is down", func(t *testing.T) {
		o := w.options("")
		o.Address = strings.Replace(o.Address, "://", "://127.0.0.1:1,", 1)
		if d, got := w.connect(t, o); d == nil {
			t.Error(got)
		}
	})
	t.Run("sentinels with a password", locked)
	t.Run("failover", func(t *testing.T) {
		w.during(t, target, want, func() { w.Failover() })
	})
	t.Run("death", func(t *testing.T) {
		w.during(t, target, want, func() { w.Master().Kill() })
	})
}

// locked asks a sentinel that wants a password, its own or that of the server.
func locked(t *testing.T) {
	server := redistest.Start(t, "--requirepass", "same")
	for _, word := range []string{"own", "same"} {
		s := redistest.Sentinel(t, "main", server, nil, 1, "--requirepass", word)
		w := watched{Sentinels: s, password: resp.NewSecret("same")}
		d, got := w.connect(t, w.options(""))
		if (d != nil) != (word == "same") || strings.Contains(got, "\"same") {
			t.Error(got)
		}
		o := w.options("")
		o.SentinelPassword = resp.NewSecret(word)
		if d, got := w.connect(t, o); d == nil {
			t.Error(got)
		}
		s.Nodes[0].Kill() // it is not to know the next one
	}
}

// during lets something happen in the middle of a sweep.
func (w watched) during(t *testing.T, target *redistest.Server, want []string, act func()) {
	t.Helper()
	d, got := w.connect(t, w.options(""))
	if d == nil {
		t.Fatal(got)
	}
	p := redistest.NewProxy(t, target.Addr)
	got2 := <-meanwhile(t, p, [2]*redis.Deployment{d, patient(t, "target", p.Addr)}, act)
	expect(t, got2, want)
	if got2.stats.Share != 1 || !slices.IsSorted([]int64{got2.stats.Keys, got2.stats.Scanned}) {
		t.Errorf("%+v", got2.stats)
	}
}

// TestSentinelLosesData ends a run in whose middle a replica became the master
// that has clearly fewer keys than the one before: what is left would look like
// the whole.
func TestSentinelLosesData(t *testing.T) {
	t.Parallel() // it mostly waits
	for side, name := range []string{"source", "target"} {
		for how, act := range map[string]func(w watched){
			"failover": func(w watched) { w.Failover() },
			"death": func(w watched) {
				old := w.Master()
				old.Kill()
				w.AwaitFailover(old)
			},
		} {
			t.Run(name+", "+how, func(t *testing.T) {
				t.Parallel()
				w, other := watch(t), redistest.Start(t)
				promised(t, [2]*redistest.Server{w.master, other})
				w.master.Do("WAIT", len(w.replicas), 10000)
				for _, r := range w.replicas { // they may have lost as much to a bad link
					do(t, r, cmd("CONFIG", "SET", "replica-read-only", "no"), cmd("EVAL", "for i = 100, 499 do redis.call('DEL', 'k' .. i) end", 0))
				}
				o := w.options("")
				o.Name = name
				d, got := w.connect(t, o)
				if d == nil {
					t.Fatal(got)
				}
				p := redistest.NewProxy(t, other.Addr)
				sides := [2]*redis.Deployment{d, patient(t, "other", p.Addr)}
				end := <-meanwhile(t, p, [2]*redis.Deployment{sides[side], sides[1-side]}, func() { act(w) })
				if words := name + " main was restarted, or another server took its place, with less data: database 0 held 502 keys before, and 102 now"; end.err == nil || !strings.Contains(end.err.Error(), words) {
					t.Errorf("error %v", end.err)
				}
			})
		}
	}
}
