package plan_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/plan"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// outcome is what a check found, and what it left out.
type outcome struct {
	conflicts, unverified int64
	fields                int64
	left                  []string
}

// checked runs a check.
func checked(t *testing.T, m plan.Maker) outcome {
	t.Helper()
	store, err := sqlite.New(sqlite.Options{Path: filepath.Join(t.TempDir(), "result.db"), Rounds: m.Options.Rounds})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	c := check.Check{Options: m.Options, Source: m.Source, Target: m.Target, Store: store, Stats: &check.Stats{}, Log: slog.New(slog.DiscardHandler)}
	rounds, err := c.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Finish(context.Background(), sqlite.Complete, ""); err != nil {
		t.Fatal(err)
	}
	s, err := store.Summary(t.Context(), rounds)
	if err != nil {
		t.Fatal(err)
	}
	f, err := sqlite.Open(t.Context(), store.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	left, err := f.NotCompared(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	return outcome{s.KeyCount(), s.Unverified, s.FieldCount(), []string{fmt.Sprint(left)}}
}

// TestRights makes sure that a user with exactly the rules of the plan can run the
// check, and finds what a user with all rights finds.
func TestRights(t *testing.T) {
	for _, o := range rightsOptions() {
		t.Run(fmt.Sprintf("mode %d, digest %v, acl %v", o.Mode, o.Digest, o.ACL), func(t *testing.T) {
			t.Parallel()
			servers := redistest.Pair(t)
			plantDifferences(t, servers)
			grantAndCompare(t, servers, [2]string{servers[0].Addr, servers[1].Addr}, o)
		})
	}
}

func rightsOptions() (all []check.Options) {
	for mode := compare.FullValue; mode <= compare.Outline; mode++ {
		o := check.Defaults()
		o.Mode, o.Rounds, o.Interval, o.BigKey = mode, 2, 0, 100
		all = append(all, o)
	}
	o := all[0]
	o.Digest, o.ACL = true, true
	return append(all, o)
}

// TestReleasesRights does so with servers of every version that has users.
func TestReleasesRights(t *testing.T) {
	for _, r := range redistest.Releases(t) {
		t.Run(r.Name, func(t *testing.T) {
			servers := r.Pair(t)
			if !servers[0].Can("ACL") {
				t.Skip("it has no users")
			}
			plantDifferences(t, servers)
			grantAndCompare(t, servers, [2]string{servers[0].Addr, servers[1].Addr}, rightsOptions()[0])
			wantNothingDenied(t, servers[:])
		})
	}
}

// TestRightsInACluster makes sure of the same where nodes and slots are asked for.
func TestRightsInACluster(t *testing.T) {
	clusters := [2]*redistest.ClusterNodes{redistest.Cluster(t, 2, 0), redistest.Cluster(t, 2, 0)}
	var servers []*redistest.Server
	for i, c := range clusters {
		redistest.Seed(t, c.Client(), 300+20*(1-i), 1)
		servers = append(servers, c.Masters()...)
	}
	o := rightsOptions()[0]
	grantTo(t, servers, [2]string{clusters[0].Addrs()[0], clusters[1].Addrs()[0]}, o)
}

// plantDifferences writes data of all types, large values, and differences.
func plantDifferences(t *testing.T, servers [2]*redistest.Server) {
	t.Helper()
	for i, s := range servers {
		redistest.Seed(t, s.Client(0), 400+20*(1-i), 1)
		for n := range 3 {
			s.Do("SELECT", 0)
			s.Do("SETRANGE", "big string", 100_000+n, "x")
			s.Do("EVAL", "for i = 1, 1500 do redis.call('HSET', 'big hash', i, ARGV[1] .. i); redis.call('SADD', 'big set', ARGV[1] .. i); "+
				"redis.call('ZADD', 'big zset', i, ARGV[1] .. i); redis.call('RPUSH', 'big list', i) end", 0, fmt.Sprint(max(0, n-i)))
		}
		s.Do("SET", "another type", i)
		s.Do("DEL", []string{"another type", "nothing"}[i])
		s.Do("RPUSH", []string{"another type", "a list"}[i], 1)
	}
}

// grantAndCompare compares as a user with the rules that a plan asks for, and as
// one that may do all.
func grantAndCompare(t *testing.T, servers [2]*redistest.Server, addrs [2]string, o check.Options) {
	t.Helper()
	grantTo(t, servers[:], addrs, o)
}

func grantTo(t *testing.T, servers []*redistest.Server, addrs [2]string, o check.Options) {
	t.Helper()
	m := makerOf(t, addrs[0], addrs[1])
	m.Options = o
	want := checked(t, m)
	if want.unverified > 0 || want.conflicts == 0 {
		t.Fatalf("with all rights: %+v", want)
	}
	p := planOf(t, m)
	for _, s := range servers {
		s.Do("ACL", "SETUSER", "checker", "on", ">pw", "-@all")
		rules := []any{"ACL", "SETUSER", "checker"}
		for _, r := range p.Source.Rights {
			rules = append(rules, r)
		}
		s.Do(rules...)
		s.Do("ACL", "LOG", "RESET")
	}
	login := redis.Options{User: "checker", Password: resp.NewSecret("pw")}
	m.Source, m.Target = connect(t, "source", addrs[0], login), connect(t, "target", addrs[1], login)
	if got := checked(t, m); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("with the rules %s:\n%+v, want\n%+v", p.Source.Rights, got, want)
	}
	p = planOf(t, m)
	if p.Source.ACL != "" || p.Target.ACL != "" || p.Source.User != "checker" {
		t.Errorf("missing %q, %q", p.Source.Missing, p.Target.Missing)
	}
}

// wantNothingDenied looks into the servers' log of what was denied. Of the commands
// that are tried when connecting two are for old servers only.
func wantNothingDenied(t *testing.T, servers []*redistest.Server) {
	t.Helper()
	for _, s := range servers {
		for _, entry := range s.Do("ACL", "LOG").([]any) {
			if text := fmt.Sprint(entry); !strings.Contains(text, "zscore") && !strings.Contains(text, "sismember") {
				t.Errorf("denied: %s", text)
			}
		}
	}
}

// TestMissingRights begins with a user that may do nothing but log in, and gives
// it what the plan says.
func TestMissingRights(t *testing.T) {
	servers := redistest.Pair(t)
	for _, s := range servers {
		fill(t, s, 0, 50)
		s.Do("ACL", "SETUSER", "ops", "on", ">pw", "-@all", "~other:*", "+type", "+scan", "+get")
	}
	login := redis.Options{User: "ops", Password: resp.NewSecret("pw")}
	m := makerOf(t, servers[0].Addr, servers[1].Addr)
	m.Source, m.Target = connect(t, "source", servers[0].Addr, login), connect(t, "target", servers[1].Addr, login)
	p := planOf(t, m)
	if p.Ready || !slices.Contains(codes(p), "missing-rights! source") || !slices.Contains(codes(p), "missing-keys! target") {
		t.Errorf("findings %q", codes(p))
	}
	for i, s := range servers {
		line := []plan.Side{p.Source, p.Target}[i].ACL
		if !strings.HasPrefix(line, "ACL SETUSER ops ") {
			t.Fatalf("the line is %q", line)
		}
		var words []any
		for w := range strings.FieldsSeq(line) {
			words = append(words, w)
		}
		s.Do(words...)
	}
	m.Source, m.Target = connect(t, "source", servers[0].Addr, login), connect(t, "target", servers[1].Addr, login)
	wantCodes(t, planOf(t, m))
}
