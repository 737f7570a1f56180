package check_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// cutOff has a master give its data to no replica any more. Those that are in
// step stay so.
func cutOff(master *redistest.Server) { master.Do("ACL", "SETUSER", "default", "-psync", "-sync") }

// joinAgain takes cutOff back.
func joinAgain(master *redistest.Server) { master.Do("ACL", "SETUSER", "default", "+psync", "+sync") }

// later connects to a deployment, and tells when it waits for it.
func later(t *testing.T, name string, o redis.Options) (d *redis.Deployment, waits chan error, err error) {
	t.Helper()
	waits = make(chan error, 1)
	o.Name = name
	o.OnRetry = func(err error) {
		if !strings.Contains(err.Error(), "first sync") {
			return
		}
		select {
		case waits <- err:
		default:
		}
	}
	d, err = redis.Connect(t.Context(), o)
	return d, waits, err
}

// unsynced is a deployment that is read from one replica.
type unsynced struct {
	master, replica *redistest.Server
	sentinels       *redistest.Sentinels // nil without
	options         redis.Options
}

// restart restarts the replica without data, and returns when the sentinels have
// met it.
func (u unsynced) restart(t *testing.T) {
	t.Helper()
	cutOff(u.master)
	u.replica.Restart()
	redistest.Eventually(t, "for the sentinel to find the replica", func() bool { return u.sentinels == nil || u.isUp(t) })
}

// isUp reports whether the sentinel knows the new process of the replica.
func (u unsynced) isUp(t *testing.T) bool {
	known, err := u.sentinels.Nodes[0].Client(0).Do(t.Context(), "SENTINEL", "SLAVES", u.sentinels.Name).Result()
	run := regexp.MustCompile("run_id:[0-9a-f]+").FindString(fmt.Sprint(u.replica.Do("INFO", "server")))
	text := fmt.Sprint(known)
	return err == nil && strings.Contains(text, " runid "+strings.TrimPrefix(run, "run_id:")+" ") && strings.Contains(text, " flags slave ")
}

func ofReplica(t *testing.T) unsynced {
	master := redistest.Start(t)
	replica := redistest.Replica(t, master)
	return unsynced{master, replica, nil, redis.Options{Address: replica.Addr}}
}

func ofSentinels(t *testing.T) unsynced {
	master := redistest.Start(t)
	replica := redistest.Replica(t, master)
	s := redistest.Sentinel(t, "main", master, []*redistest.Server{replica}, 1)
	return unsynced{master, replica, s, redis.Options{Address: "redis+sentinel://" + s.Addrs()[0] + "/main?role=replica"}}
}

// TestUnsyncedAtStart waits for a replica that was restarted without data while
// its master could not be reached.
func TestUnsyncedAtStart(t *testing.T) {
	t.Parallel() // it mostly waits
	for name, start := range map[string]func(*testing.T) unsynced{"replica": ofReplica, "sentinels": ofSentinels} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, other := start(t), redistest.Start(t)
			want := plant(t, u.master.Client(0), other.Client(0))
			u.restart(t)
			u.options.RetryFor = time.Second
			if _, _, err := later(t, "source", u.options); err == nil {
				t.Error("it was taken for a server without keys")
			}
			u.options.RetryFor = time.Minute
			found := make(chan *redis.Deployment, 1)
			go func() {
				d, err := redis.Connect(t.Context(), u.options)
				if err != nil {
					t.Error(err)
				}
				found <- d
			}()
			joinAgain(u.master)
			if d := <-found; d != nil {
				expect(t, runWith(t, d, connect(t, "target", other.Addr), options()), want)
			}
		})
	}
}

// TestUnsyncedInSweep restarts a replica without data in the middle of a sweep:
// what its master has given it again by the end is compared, or the run is partial.
func TestUnsyncedInSweep(t *testing.T) {
	t.Parallel() // it mostly waits
	for name, start := range map[string]func(*testing.T) unsynced{"replica": ofReplica, "sentinels": ofSentinels} {
		for side := range 2 {
			for _, comes := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, side %d, its data come again: %v", name, side, comes), func(t *testing.T) {
					t.Parallel()
					inSweep(t, start(t), side, comes)
				})
			}
		}
	}
}

func inSweep(t *testing.T, u unsynced, side int, comes bool) {
	other := redistest.Start(t)
	clients := [2]*redistest.Server{u.master, other}
	want := plant(t, clients[side].Client(0), clients[1-side].Client(0))
	u.master.Do("WAIT", 1, 10000)
	proxy := redistest.NewProxy(t, other.Addr)
	u.options.RetryFor = 3 * time.Second
	if comes {
		u.options.RetryFor = time.Minute
	}
	d, waits, err := later(t, "replica", u.options)
	if err != nil {
		t.Fatal(err)
	}
	sides := [2]*redis.Deployment{d, patient(t, "other", proxy.Addr)}
	result := meanwhile(t, proxy, [2]*redis.Deployment{sides[side], sides[1-side]}, func() {
		cutOff(u.master)
		u.replica.Restart()
	})
	if comes {
		<-waits
		joinAgain(u.master)
		expect(t, <-result, want)
		return
	}
	if got := <-result; got.err == nil || !strings.Contains(got.err.Error(), "LOADING") {
		t.Errorf("error %v", got.err)
	}
}

// meanwhile begins to compare, and lets something happen while the batch with the
// twentieth string is read from the side behind the proxy, which is to be patient.
func meanwhile(t *testing.T, p *redistest.Proxy, sides [2]*redis.Deployment, act func()) <-chan outcome {
	t.Helper()
	reached, done := make(chan bool), make(chan bool)
	p.AnswerWith("GETRANGE", func([]string) string {
		close(reached)
		<-done
		return ""
	}, redistest.After(20), redistest.Times(1))
	result := make(chan outcome, 1)
	go func() { result <- runWith(t, sides[0], sides[1], options()) }()
	<-reached
	act()
	close(done)
	return result
}

// TestUnsyncedInCluster does both in a cluster whose replicas are read.
func TestUnsyncedInCluster(t *testing.T) {
	t.Parallel() // it mostly waits
	cluster, other := redistest.Cluster(t, 3, 1), redistest.Start(t)
	want := plant(t, cluster.Client(), other.Client(0))
	for _, m := range cluster.Masters() {
		m.Do("WAIT", 1, 10000)
	}
	master := cluster.Masters()[1]
	replica := cluster.ReplicasOf(master)[0]
	proxy := redistest.NewProxy(t, other.Addr)
	d, _, err := later(t, "source", redis.Options{Address: "slave@" + list(cluster), RetryFor: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	notLess(t, <-meanwhile(t, proxy, [2]*redis.Deployment{d, patient(t, "target", proxy.Addr)}, func() {
		cutOff(master)
		replica.Restart()
	}), want)
	d, _, err = later(t, "source", redis.Options{Address: "slave@" + list(cluster), RetryFor: time.Second})
	if err == nil { // the cluster names it no more, and its master is read
		notLess(t, runWith(t, d, connect(t, "target", other.Addr), options()), want)
	}
	joinAgain(master)
	cluster.Settle()
	d, _, err = later(t, "source", redis.Options{Address: "slave@" + list(cluster), RetryFor: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, runWith(t, d, connect(t, "target", other.Addr), options()), want)
}

// notLess fails unless a run found all there is, or says that it is partial.
func notLess(t *testing.T, got outcome, want []string) {
	t.Helper()
	if got.err == nil && (!slices.Equal(got.conflicts, want) || len(got.unverified) > 0) {
		t.Errorf("unverified %q\ngot  %q\nwant %q", got.unverified, got.conflicts, want)
	}
	t.Log("error", got.err)
}
