package plan_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/plan"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func connect(t *testing.T, name, addr string, o redis.Options) *redis.Deployment {
	t.Helper()
	o.Name, o.Address, o.Kind, o.RetryFor = name, addr, redis.Auto, 3*time.Second
	d, err := redis.Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func makerOf(t *testing.T, source, target string) plan.Maker {
	t.Helper()
	return plan.Maker{Options: check.Defaults(), Source: connect(t, "source", source, redis.Options{}),
		Target: connect(t, "target", target, redis.Options{}), Log: slog.New(slog.DiscardHandler)}
}

func planOf(t *testing.T, m plan.Maker) plan.Plan {
	t.Helper()
	p, err := m.Make(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// codes are the findings, those that block with an exclamation mark.
func codes(p plan.Plan) []string {
	var out []string
	for _, f := range p.Findings {
		code := string(f.Code)
		if f.Blocks {
			code += "!"
		}
		out = append(out, strings.TrimSpace(code+" "+f.Side))
	}
	return out
}

func wantCodes(t *testing.T, p plan.Plan, want ...string) {
	t.Helper()
	if got := codes(p); !slices.Equal(got, want) {
		t.Errorf("findings %q, want %q: %+v", got, want, p.Findings)
	}
	if blocked := slices.ContainsFunc(want, func(w string) bool { return strings.Contains(w, "!") }); p.Ready == blocked {
		t.Errorf("ready is %v", p.Ready)
	}
}

func fill(t *testing.T, s *redistest.Server, db, keys int) {
	t.Helper()
	s.Do("EVAL", "redis.call('SELECT', ARGV[1]); for i = 1, ARGV[2] do redis.call('SET', 'key:' .. i, i) end", 0, db, keys)
}

func TestReady(t *testing.T) {
	servers := redistest.Pair(t)
	for _, s := range servers {
		fill(t, s, 0, 3000)
		fill(t, s, 3, 1000)
	}
	p := planOf(t, makerOf(t, servers[0].Addr, servers[1].Addr))
	wantCodes(t, p)
	if p.Relation != plan.Independent || p.Slots != nil || p.NotCompared != nil {
		t.Errorf("%+v", p)
	}
	want := "[{[0] 0 [3000 3000] [0 0] true} {[3] 3 [1000 1000] [0 0] true}]"
	if got := fmt.Sprint(p.Databases); got != want {
		t.Errorf("databases %s, want %s", got, want)
	}
	e := p.Expected
	if e == nil || e.Keys != 4000 || e.Sample.Keys != 4000 || e.Sample.Compared != 4000 || e.Sample.Differ != 0 || e.Seconds <= 0 {
		t.Fatalf("expected %+v", e)
	}
	if e.Bytes[0] < 4000*5 || e.Bytes[1] < 4000*5 || e.Bytes[0] < e.Bytes[1] {
		t.Errorf("bytes %v", e.Bytes)
	}
}

// TestSampleIsSmall makes sure that a plan reads only some thousand keys, of each
// database its share.
func TestSampleIsSmall(t *testing.T) {
	servers := redistest.Pair(t)
	for _, s := range servers {
		fill(t, s, 0, 60000)
		fill(t, s, 1, 20000)
	}
	p := planOf(t, makerOf(t, servers[0].Addr, servers[1].Addr))
	if s := p.Expected.Sample; s.Keys < 1000 && !s.Cut || s.Keys > 10000 {
		t.Errorf("sample %+v", s)
	}
	reads := servers[1].Do("INFO", "commandstats").(string)
	if strings.Contains(reads, "cmdstat_keys:") || strings.Contains(reads, "cmdstat_set:calls=80001") {
		t.Errorf("commands: %s", reads)
	}
}

func TestFindings(t *testing.T) {
	mapped, err := scope.ParseDBMap("0=5")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		setUp func(source, target *redistest.Server)
		maker func(*plan.Maker)
		want  []string
	}{
		{"nothing there", nil, nil, []string{"nothing-to-check!"}},
		{"nothing there, as it should be", nil, func(m *plan.Maker) { m.AllowEmpty = true }, nil},
		{"exchanged", func(_, target *redistest.Server) { fill(t, target, 0, 10) }, nil, []string{"nothing-to-check!"}},
		{"exchanged, and empty is allowed", func(_, target *redistest.Server) { fill(t, target, 0, 10) },
			func(m *plan.Maker) { m.AllowEmpty = true }, []string{"nothing-to-check!"}},
		{"empty target", func(source, _ *redistest.Server) { fill(t, source, 0, 10) }, nil, []string{"one-sided source", "sample-differs"}},
		{"databases", func(source, target *redistest.Server) {
			fill(t, source, 0, 10)
			fill(t, target, 0, 9)
			fill(t, target, 2, 30)
		}, nil, []string{"one-sided target", "keys-differ", "more-on-target target", "sample-differs"}},
		{"mapped databases", func(source, target *redistest.Server) {
			fill(t, source, 0, 10)
			fill(t, target, 5, 10)
		}, func(m *plan.Maker) { m.Options.DBMap = mapped }, nil},
		{"a filter that leaves none", func(source, target *redistest.Server) {
			fill(t, source, 0, 10)
			fill(t, target, 0, 10)
		}, func(m *plan.Maker) { m.Options.Filter, _ = scope.ParseFilter("other*") }, nil},
		{"eviction", func(source, target *redistest.Server) {
			fill(t, source, 0, 10)
			fill(t, target, 0, 10)
			source.Do("CONFIG", "SET", "maxmemory", "1gb")
			source.Do("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
			target.Do("CONFIG", "SET", "maxmemory", "1gb")
			target.Do("CONFIG", "SET", "maxmemory-policy", "volatile-ttl")
		}, nil, []string{"evicts source", "touches source", "evicts target"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			servers := redistest.Pair(t)
			if tt.setUp != nil {
				tt.setUp(servers[0], servers[1])
			}
			m := makerOf(t, servers[0].Addr, servers[1].Addr)
			if tt.maker != nil {
				tt.maker(&m)
			}
			p := planOf(t, m)
			if p.Source.Nodes[0].NoTouch { // Redis 7.2
				tt.want = slices.DeleteFunc(tt.want, func(code string) bool { return code == "touches source" })
			}
			wantCodes(t, p, tt.want...)
		})
	}
}

func TestRelations(t *testing.T) {
	master := redistest.Start(t)
	fill(t, master, 0, 100)
	replicas := [2]*redistest.Server{redistest.Replica(t, master), redistest.Replica(t, master)}
	for _, tt := range []struct {
		source, target *redistest.Server
		want           plan.Relation
		codes          []string
	}{
		{master, replicas[0], plan.TargetFollows, nil},
		{replicas[0], master, plan.SourceFollows, []string{"swapped"}},
		{replicas[0], replicas[1], plan.Siblings, nil},
		{master, master, plan.Same, []string{"same-server!"}},
	} {
		p := planOf(t, makerOf(t, tt.source.Addr, tt.target.Addr))
		wantCodes(t, p, tt.codes...)
		if p.Relation != tt.want {
			t.Errorf("relation %s, want %s", p.Relation, tt.want)
		}
		if n := p.Target.Nodes[0]; tt.want == plan.TargetFollows && (n.Behind == nil || *n.Behind != 0 || n.ReplicaOf != master.Addr) {
			t.Errorf("target %+v", n)
		}
	}
}

// TestLinkDown takes a replica's master away.
func TestLinkDown(t *testing.T) {
	master, other := redistest.Start(t), redistest.Start(t)
	fill(t, master, 0, 10)
	fill(t, other, 0, 10)
	replica := redistest.Replica(t, master)
	master.Kill()
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(fmt.Sprint(replica.Do("INFO", "replication")), "master_link_status:down"); {
		if time.Now().After(deadline) {
			t.Fatal("the replica has not noticed that its master is gone")
		}
	}
	wantCodes(t, planOf(t, makerOf(t, other.Addr, replica.Addr)), "link-down! target")
}

func TestSlots(t *testing.T) {
	clusters := [2]*redistest.ClusterNodes{redistest.Cluster(t, 3, 0), redistest.Cluster(t, 2, 0)}
	for i, c := range clusters {
		for n := range 100 + 7*i {
			if err := c.Client().Set(t.Context(), fmt.Sprintf("{a}%d", n), n, 0).Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
	p := planOf(t, makerOf(t, clusters[0].Addrs()[0], clusters[1].Addrs()[0]))
	wantCodes(t, p, "keys-differ", "more-on-target target")
	if want := fmt.Sprintf("&{1 [{%d [100 107]}]}", clusters[0].Slot("a")); fmt.Sprint(p.Slots) != want {
		t.Errorf("slots %v, want %s", p.Slots, want)
	}
	if len(p.Source.Nodes) != 3 || len(p.Target.Nodes) != 2 {
		t.Errorf("nodes %d, %d", len(p.Source.Nodes), len(p.Target.Nodes))
	}
}

// TestWouldFail has a database that the target lacks.
func TestWouldFail(t *testing.T) {
	source, target := redistest.Start(t), redistest.Start(t, "--databases", "2")
	fill(t, source, 5, 10)
	fill(t, target, 0, 10)
	p := planOf(t, makerOf(t, source.Addr, target.Addr))
	wantCodes(t, p, "would-fail!", "one-sided target", "one-sided source")
	if !strings.Contains(p.Findings[0].Detail, "leave database 5 out") {
		t.Errorf("%+v", p.Findings[0])
	}
}
