package check_test

import (
	"flag"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// TestLikePlainComparison compares random data, of which some are changed, and
// expects what a plain comparison says that reads each key by GET, HGETALL and
// their like: whatever a key is read by, and whatever was guessed of it.
func TestLikePlainComparison(t *testing.T) {
	drawLess(t, "50")
	pair := redistest.Pair(t)
	a, b, c := server(pair[0]), server(pair[1]), clustered(redistest.Cluster(t, 3, 0))
	likePlain(t, [][2]*deployed{{a, b}, {a, b}, {b, a}, {a, b}, {a, c}, {c, b}})
}

// likePlain draws the sides of each comparison from some.
func likePlain(t *testing.T, pairs [][2]*deployed) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		sides := rapid.SampledFrom(pairs).Draw(rt, "deployments")
		o := anyOptions(rt)
		d := draw(rt, sides, &o)
		d.fill(t, rt, sides)
		got := runIn(t, dir, connect(t, "source", sides[0].address), connect(t, "target", sides[1].address), o)
		if got.err != nil {
			rt.Fatalf("%v: %+v: %v", sides, o, got.err)
		}
		// What ran out is gone from here on, so the run was to see it first.
		source, target := readAll(t, sides[0], d.places()), readAll(t, sides[1], d.targets())
		if text := complain(o, judge(o, d, source, target), got); text != nil {
			rt.Fatalf("%v: %+v:\n%s", sides, o, strings.Join(text, "\n"))
		}
	})
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

func anyOptions(rt *rapid.T) check.Options {
	o := options()
	o.Mode = compare.Mode(rapid.IntRange(1, 4).Draw(rt, "mode"))
	o.Digest = (o.Mode == compare.FullValue || o.Mode == compare.Outline) && rapid.IntRange(0, 3).Draw(rt, "digest") == 0
	o.OneWay = rapid.Bool().Draw(rt, "one way")
	o.Rounds = rapid.IntRange(1, 3).Draw(rt, "rounds")
	o.Batch = rapid.SampledFrom([]int{1, 7, 40, 100, 1000}).Draw(rt, "batch")
	o.Parallel = rapid.SampledFrom([]int{1, 4}).Draw(rt, "parallel")
	o.Parts = rapid.SampledFrom([]int{1, 4, 64}).Draw(rt, "parts")
	o.BigKey = rapid.SampledFrom([]int64{1050, 16384}).Draw(rt, "big key") // at least what a server is told to store and send whole
	o.TTLTolerance = rapid.SampledFrom([]time.Duration{time.Second, time.Second, 0, -1}).Draw(rt, "tolerance")
	o.MaxFields = rapid.SampledFrom([]int{10000, 10000, 1, 3}).Draw(rt, "max fields")
	o.Types = rapid.SampledFrom([]scope.Types{nil, nil, nil, {"string"}, {"hash", "list", "stream"}}).Draw(rt, "types")
	return o
}
