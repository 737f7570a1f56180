package check_test

import (
	"slices"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// pairings are those of releases that are compared with each other: each with
// its predecessor, the newest of each kind with the newest of the others and,
// unless tests are to be short, each with itself, the oldest with the newest of
// a kind, and all of them the other way round.
func pairings(t *testing.T) (out [][2]redistest.Release) {
	add := func(pairs ...[2]redistest.Release) {
		for _, p := range pairs {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	kinds := map[string][]redistest.Release{}
	for _, r := range redistest.Releases(t) {
		same := append(kinds[r.Kind()], r)
		kinds[r.Kind()] = same
		before, first := same[max(0, len(same)-2)], same[0]
		add([2]redistest.Release{before, r})
		if !testing.Short() {
			add([][2]redistest.Release{{r, r}, {r, before}, {first, r}, {r, first}}...)
		}
	}
	for kind, a := range kinds {
		for other, b := range kinds {
			if kind != other {
				add([2]redistest.Release{a[len(a)-1], b[len(b)-1]})
			}
		}
	}
	return out
}

// TestReleasesVerdicts plants all differences at once between servers of every
// pairing.
func TestReleasesVerdicts(t *testing.T) {
	for _, p := range pairings(t) {
		t.Run(p[0].Name+" "+p[1].Name, func(t *testing.T) {
			t.Parallel()
			servers := [2]*redistest.Server{p[0].Start(t), p[1].Start(t)}
			crowd(t, servers)
			_, want := plantAll(t, servers)
			for mode := compare.FullValue; mode <= compare.Outline; mode++ {
				for rounds := 1; rounds <= 2; rounds++ {
					o := options()
					o.Mode, o.Rounds = mode, rounds
					expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want[mode])
				}
			}
		})
	}
}

// TestReleasesLikePlainComparison draws two of all servers and clusters.
func TestReleasesLikePlainComparison(t *testing.T) {
	draws := "200"
	if testing.Short() {
		draws = "300" // of which rapid does a fifth in short mode
	}
	drawLess(t, draws)
	likePlain(t, anyTwo(everyRelease(t)))
}

// everyRelease starts two servers and a cluster of each release, and a cluster
// of several releases of each kind.
func everyRelease(t *testing.T) (all []*deployed) {
	debug := []string{"--enable-debug-command", "yes"}
	calm := append(debug, "--cluster-node-timeout", "30000") // no failover is wanted, however busy the machine is
	add := func(name string, d *deployed) {
		d.name += " " + name
		all = append(all, d)
	}
	kinds := map[string][]redistest.Release{}
	for _, r := range redistest.Releases(t) {
		one := r.Start(t, debug...)
		add(r.Name, server(one))
		add(r.Name+" again", server(r.Start(t, debug...)))
		if !one.Can("CLUSTER") { // Redis 2.8
			continue
		}
		kinds[r.Kind()] = append(kinds[r.Kind()], r)
		add(r.Name, clustered(r.Cluster(t, 3, 0, calm...)))
	}
	for kind, same := range kinds {
		same = same[max(0, len(same)-4):] // the oldest and the newest do not speak with each other
		mixed := []redistest.Release{same[0], same[len(same)/2], same[len(same)-1]}
		add("of several "+kind, clustered(redistest.MixedCluster(t, mixed, 0, calm...)))
	}
	return all
}

// anyTwo are all pairs, both ways.
func anyTwo(all []*deployed) (out [][2]*deployed) {
	for _, a := range all {
		for _, b := range all {
			if a != b {
				out = append(out, [2]*deployed{a, b})
			}
		}
	}
	return out
}
