package cli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestNothingCompared has every reason for which no key is compared, on one
// server and on a cluster.
func TestNothingCompared(t *testing.T) {
	servers, nothing := redistest.Pair(t), redistest.Start(t)
	for i := range 30 {
		for _, s := range servers {
			s.Client(0).Set(t.Context(), fmt.Sprint("user:", i), "v", 0)
			s.Client(0).Set(t.Context(), fmt.Sprint("session:", i%20), "v", 0)
		}
	}
	full, other, empty := servers[0].Addr, servers[1].Addr, nothing.Addr
	for _, tt := range []struct {
		flags  []string
		status exit
		says   string
	}{
		{[]string{"-s", empty, "-t", full}, exitNothing, "the source is empty, the target holds 50 keys: are -s and -t exchanged?"},
		{[]string{"-s", empty, "-t", full, "--allow-empty"}, exitNothing, "the source is empty, the target holds 50 keys: are"},
		{[]string{"-s", empty, "-t", full, "-f", "x"}, exitNothing, "the source is empty, the target holds 50 keys: are"},
		{[]string{"-s", empty, "-t", full, "--targetdbfilterlist=3"}, exitNothing, "the source is empty; --allow-empty if that is as it should be"},
		{[]string{"-s", empty, "-t", full, "--targetdbfilterlist=3", "--allow-empty"}, exitSame, ""},
		{[]string{"-s", full, "-t", other, "-f", "usr:*"}, exitNothing, "no key matches --filterlist 'usr:*'; the largest families are user:*, session:*\n"},
		{[]string{"-s", full, "-t", other, "--include", "a b", "--include", "c", "--type=list"}, exitNothing,
			"no key matches --include 'a b' --include c --type list; the largest families are user:*, session:*\n"},
		{[]string{"-s", full, "-t", other, "-f", "usr:*", "--allow-empty"}, exitSame, ""},
		{[]string{"-s", full, "-t", other, "--sourcedbfilterlist=3"}, exitNothing, "the source holds keys only in database 0, which was not compared"},
		{[]string{"-s", full, "-t", other, "--dbmap=3=0", "--sourcedbfilterlist=3"}, exitNothing,
			"the source holds keys only in database 0, which was not compared; the target holds 50 keys"},
	} {
		got, _ := runAll(t, tt.flags...)
		want := "\nNOTHING COMPARED: " + tt.says
		if tt.status == exitSame {
			want = "\nTHE SAME: 0 of 0 keys, full value and expiry\n"
		}
		if got.status != tt.status || !strings.Contains(got.stdout, want) || !strings.HasSuffix(got.stdout, "totally 0 keys or fields conflict\n") {
			t.Errorf("%q: status %d, %s%s", tt.flags, got.status, got.stdout, got.stderr)
		}
	}
}

// TestTheSameServer compares a server, and a cluster, with itself.
func TestTheSameServer(t *testing.T) {
	a := redistest.Start(t)
	replica := redistest.Start(t, "--replicaof", "127.0.0.1", fmt.Sprint(a.Port))
	a.Client(0).Set(t.Context(), "a:1", "v", 0)
	a.Client(1).Set(t.Context(), "a:1", "v", 0)
	a.Client(0).Set(t.Context(), "b:1", "v", 0)
	a.Client(1).Set(t.Context(), "b:1", "v", 0)
	cluster := redistest.Cluster(t, 2, 0)
	cluster.Client().Set(t.Context(), "k", "v", 0)
	nodes := cluster.Addrs()
	for _, tt := range []struct {
		flags  []string
		status exit
	}{
		{[]string{"-s", a.Addr, "-t", a.Addr}, exitTrouble},
		{[]string{"-s", a.Addr, "-t", fmt.Sprint("localhost:", a.Port)}, exitTrouble},
		{[]string{"-s", "redis://" + a.Addr + "/1", "-t", a.Addr}, exitTrouble},
		{[]string{"-s", nodes[0], "-t", nodes[1]}, exitTrouble},
		{[]string{"-s", "redis://" + a.Addr + "/0", "-t", "redis://" + a.Addr + "/1"}, exitSame},
		{[]string{"-s", a.Addr, "-t", a.Addr, "--dbmap=0=1"}, exitSame},
		{[]string{"-s", a.Addr, "-t", a.Addr, "--keymap=s/^a/b/"}, exitSame},
		{[]string{"-s", a.Addr, "-t", replica.Addr, "--comparetimes=3", "--interval=1s"}, exitSame},
		{[]string{"-s", replica.Addr, "-t", a.Addr}, exitSame},
	} {
		got, _ := runAll(t, tt.flags...)
		if got.status != tt.status {
			t.Errorf("%q: status %d, %s%s", tt.flags, got.status, got.stdout, got.stderr)
		}
		says := strings.HasSuffix(got.stderr, "redis-full-check: source and target are the same server, which proves nothing; "+
			"give the other one by -s or -t (two databases of one server are compared by --dbmap)\n")
		if says != (tt.status == exitTrouble) {
			t.Errorf("%q says %s", tt.flags, got.stderr)
		}
	}
}
