package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// vectorReleases are those that have vector sets. `make test-servers` brings some.
func vectorReleases(t *testing.T) []redistest.Release {
	t.Helper()
	return slices.DeleteFunc(redistest.Releases(t), func(r redistest.Release) bool {
		return r.Kind() != "redis" || !strings.HasPrefix(r.Name, "redis-8")
	})
}

// seedVectors writes a vector set whose graph is another on every server.
func seedVectors(t *testing.T, s *redistest.Server, elements int) {
	t.Helper()
	var commands [][]any
	for i := range elements {
		commands = append(commands, cmd("VADD", "v", "VALUES", 3, i, i*i%97, -1, fmt.Sprint("e", i)))
	}
	send(t, s.Client(0), append(commands, cmd("VSETATTR", "v", "e1", `{"a":1}`)))
}

// TestVectorSets finds what differs in vector sets, and nothing in those of a
// replica, which DUMP says otherwise.
func TestVectorSets(t *testing.T) {
	for _, r := range vectorReleases(t) {
		t.Run(r.Name, func(t *testing.T) {
			for _, elements := range []int{5, 700} {
				servers := r.Pair(t)
				seedVectors(t, servers[0], elements)
				replica := r.Replica(t, servers[0])
				expect(t, run(t, servers[0].Addr, replica.Addr, options()), nil)
				for _, v := range vectorChanges(elements) {
					servers[1].Do("FLUSHALL")
					seedVectors(t, servers[1], elements)
					do(t, servers[1], v.change...)
					var want []string
					if v.want != "" {
						want = []string{fmt.Sprintf(`db0 "v" vectorset value %d/%s`, elements, v.want)}
					}
					o := options()
					for o.Rounds = 1; o.Rounds <= 2; o.Rounds++ {
						expect(t, run(t, servers[0].Addr, servers[1].Addr, o), want)
					}
				}
			}
		})
	}
}

type vectorChange struct {
	change [][]any
	want   string
}

func vectorChanges(elements int) []vectorChange {
	n := fmt.Sprint(elements)
	return []vectorChange{
		{nil, ""},
		{[][]any{cmd("VREM", "v", "e3")}, fmt.Sprint(elements-1) + " e3=lack_target"},
		{[][]any{cmd("VADD", "v", "VALUES", 3, 1, 2, 3, "extra")}, fmt.Sprint(elements+1) + " extra=lack_source"},
		{[][]any{cmd("VREM", "v", "e3"), cmd("VADD", "v", "VALUES", 3, 1, 2, 3, "extra")}, n + " e3=lack_target extra=lack_source"},
		{[][]any{cmd("VREM", "v", "e2"), cmd("VADD", "v", "VALUES", 3, 9, 9, 9, "e2")}, n + " e2=value"},
		{[][]any{cmd("VSETATTR", "v", "e1", `{"a":2}`), cmd("VSETATTR", "v", "e2", `{}`)}, n + " e1=value e2=value"},
	}
}

// TestOpaque takes equal payloads of an unknown type for equal, others for no
// proof, and asks for none that is large.
func TestOpaque(t *testing.T) {
	servers := redistest.Pair(t, "--enable-debug-command", "yes")
	proxies := [2]*redistest.Proxy{redistest.NewProxy(t, servers[0].Addr), redistest.NewProxy(t, servers[1].Addr)}
	for i, s := range servers {
		do(t, s, cmd("SET", "m:same", "v"), cmd("SET", "m:other", i), cmd("SET", "m:large", strings.Repeat("x", 1<<20)), cmd("SET", "m:gone", "v"))
		proxies[i].Answer("TYPE", "+ReJSON-RL\r\n", redistest.When(func(args []string) bool { return strings.HasPrefix(args[1], "m:") && args[1] != "m:gone" }))
		proxies[i].Record(10000)
	}
	servers[1].Do("DEL", "m:gone")
	proxies[0].Answer("TYPE", "+ReJSON-RL\r\n", redistest.Key("m:gone"))
	got := run(t, proxies[0].Addr, proxies[1].Addr, options())
	if fmt.Sprint(got.unverified) != "[m:large m:other]" || fmt.Sprint(got.conflicts) != `[db0 "m:gone" ReJSON-RL lack_target 1/0]` || got.err != nil {
		t.Errorf("error %v, unverified %q, conflicts %q", got.err, got.unverified, got.conflicts)
	}
	for _, c := range proxies[0].Log() {
		if c[0] == "DUMP" && c[1] == "m:large" {
			t.Errorf("%q was sent", c)
		}
	}
	o := options()
	o.Digest = true
	got = run(t, proxies[0].Addr, proxies[1].Addr, o)
	want := []string{`db0 "m:gone" ReJSON-RL lack_target 1/0`, `db0 "m:other" ReJSON-RL value 1/1`}
	if fmt.Sprint(got.unverified) != "[m:large]" || !slices.Equal(got.conflicts, want) || got.err != nil {
		t.Errorf("with digests: error %v, unverified %q, conflicts %q", got.err, got.unverified, got.conflicts)
	}
}
