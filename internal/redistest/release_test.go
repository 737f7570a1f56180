package redistest

import (
	"slices"
	"testing"
)

func TestReleases(t *testing.T) {
	for _, r := range Releases(t) {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			s := r.Start(t, "--enable-debug-command", "local")
			s.Configure("hash-max-listpack-entries", 7, "no-such-parameter", 1)
			s.Do("HSET", "h", "f", "v")
			if !s.Can("HSET") || s.Can("NOSUCHCOMMAND") {
				t.Error("it does not tell its commands")
			}
			replica := r.Replica(t, s, "--enable-debug-command", "local")
			if a, b := s.Do("DEBUG", "DIGEST"), replica.Do("DEBUG", "DIGEST"); a != b {
				t.Errorf("digests %v and %v", a, b)
			}
			c := r.Cluster(t, 3, 0)
			if n := len(c.Masters()); n != 3 {
				t.Errorf("%d masters", n)
			}
		})
	}
}

// TestMixedCluster has masters of three releases of a kind, as in the middle
// of an upgrade, and their replicas of the last.
func TestMixedCluster(t *testing.T) {
	kinds := map[string][]Release{}
	for _, r := range Releases(t) {
		kinds[r.Kind()] = append(kinds[r.Kind()], r)
	}
	for kind, all := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			c := MixedCluster(t, []Release{all[0], all[len(all)/2], all[len(all)-1]}, 1)
			if len(c.Masters()) != 3 || len(c.Replicas()) != 3 {
				t.Errorf("%d masters, %d replicas", len(c.Masters()), len(c.Replicas()))
			}
		})
	}
}

func TestReleaseOrder(t *testing.T) {
	names := []string{"valkey-8.1.1", "redis-10.0.0", "redis-9.1.2", "redis-server"}
	var all []Release
	for _, n := range names {
		all = append(all, Release{Name: n})
	}
	slices.SortFunc(all, Release.compare)
	var got []string
	for _, r := range all {
		got = append(got, r.Name)
	}
	if want := []string{"redis-9.1.2", "redis-10.0.0", "redis-server", "valkey-8.1.1"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	args := []string{"--enable-debug-command", "yes", "--port", "1"}
	if got := (Release{Name: "redis-6.2.1"}).known(args); len(got) != 2 {
		t.Errorf("%q", got)
	}
	for _, name := range []string{"redis-7.0.0", "redis-server"} {
		if got := (Release{Name: name}).known(args); len(got) != 4 {
			t.Errorf("%s: %q", name, got)
		}
	}
}
