package check_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	goredis "github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestLikePlainComparison compares random data, of which some are changed, and
// expects what a plain comparison says that reads each key by GET, HGETALL and
// their like: whatever a key is read by, and whatever was guessed of it.
func TestLikePlainComparison(t *testing.T) {
	drawLess(t, "50")
	pair := redistest.Pair(t)
	cluster := redistest.Cluster(t, 3, 0)
	one := []*deployed{server(pair[0]), server(pair[1]), {address: list(cluster), client: cluster.Client(), nodes: cluster.Nodes}}
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		sides := rapid.SampledFrom([][2]*deployed{{one[0], one[1]}, {one[0], one[1]}, {one[1], one[0]}, {one[0], one[1]}, {one[0], one[2]}, {one[2], one[1]}}).Draw(rt, "deployments")
		names := fill(t, rt, sides)
		source, target := readAll(t, sides[0].client, names), readAll(t, sides[1].client, names)
		o := anyOptions(rt)
		got := runIn(t, dir, connect(t, "source", sides[0].address), connect(t, "target", sides[1].address), o)
		if got.err != nil || len(got.unverified) > 0 {
			rt.Fatalf("%+v: error %v, unverified %q", o, got.err, got.unverified)
		}
		if diff := cmp.Diff(judge(o, source, target), append([]string{}, got.conflicts...)); diff != "" {
			rt.Fatalf("%+v (-plain +run):\n%s", o, diff)
		}
	})
	logUse(t, one)
}

// drawLess has rapid draw less often than it does if it is not told.
func drawLess(t *testing.T, checks string) {
	told := false
	flag.Visit(func(f *flag.Flag) { told = told || f.Name == "rapid.checks" })
	if told {
		return
	}
	f := flag.Lookup("rapid.checks")
	f.Value.Set(checks)
	t.Cleanup(func() { f.Value.Set(f.DefValue) })
}

// deployed is one of the deployments that are filled again and again.
type deployed struct {
	address string
	client  goredis.UniversalClient
	nodes   []*redistest.Server
}

func server(s *redistest.Server) *deployed {
	return &deployed{address: s.Addr, client: s.Client(0), nodes: []*redistest.Server{s}}
}

// String is what a failure says of it.
func (d *deployed) String() string { return fmt.Sprintf("%d nodes", len(d.nodes)) }

// fill writes the same things to both sides, which may store them in other
// ways, and changes some of them. It returns all names.
func fill(t *testing.T, rt *rapid.T, sides [2]*deployed) (names []string) {
	keys := things(rt)
	changed := changes(rt, keys)
	var all [][]any
	for _, k := range keys {
		names = append(names, k.name)
		all = append(all, k.write...)
	}
	for i, d := range sides {
		encoding := encodings().Draw(rt, "encoding")
		for _, n := range d.nodes {
			n.Do("FLUSHALL")
			n.Do(encoding...)
		}
		send(t, d.client, slices.Concat(all, changed[i]))
	}
	return names
}

// encodings are how a server stores small collections.
func encodings() *rapid.Generator[[]any] {
	config := func(elements, listSize int) []any {
		return cmd("CONFIG", "SET", "hash-max-listpack-entries", elements, "zset-max-listpack-entries", elements,
			"set-max-intset-entries", elements, "list-max-listpack-size", listSize)
	}
	return rapid.SampledFrom([][]any{config(128, -2), config(0, 1), config(1000, -5)})
}

func anyOptions(rt *rapid.T) check.Options {
	o := options()
	o.Mode = check.Mode(rapid.IntRange(1, 4).Draw(rt, "mode"))
	o.Digest = (o.Mode == check.FullValue || o.Mode == check.Outline) && rapid.IntRange(0, 3).Draw(rt, "digest") == 0
	o.Rounds = rapid.IntRange(1, 2).Draw(rt, "rounds")
	o.Batch = rapid.SampledFrom([]int{1, 7, 40, 100, 1000}).Draw(rt, "batch")
	o.Parallel = rapid.SampledFrom([]int{1, 4}).Draw(rt, "parallel")
	o.Parts = rapid.SampledFrom([]int{1, 4, 64}).Draw(rt, "parts")
	o.BigKey = rapid.SampledFrom([]int64{1050, 16384}).Draw(rt, "big key") // at least what a server is told to store and send whole
	o.TTLTolerance = rapid.SampledFrom([]time.Duration{time.Second, time.Second, 0, -1}).Draw(rt, "tolerance")
	o.Types = rapid.SampledFrom([]check.Types{nil, nil, nil, {"string"}, {"hash", "list", "stream"}}).Draw(rt, "types")
	return o
}

// logUse tells how often the quick ways were taken.
func logUse(t *testing.T, deployments []*deployed) {
	for _, d := range deployments {
		for _, n := range d.nodes {
			for line := range strings.Lines(fmt.Sprint(n.Do("INFO", "commandstats"))) {
				if name, _, _ := strings.Cut(line, ","); strings.HasPrefix(name, "cmdstat_mget") || strings.HasPrefix(name, "cmdstat_exists") || strings.HasPrefix(name, "cmdstat_evalsha") {
					t.Log(n.Addr, name)
				}
			}
		}
	}
}
