package check

import (
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
)

// TestValidate accepts the defaults, and names the option that is wrong.
func TestValidate(t *testing.T) {
	for _, c := range []struct {
		change func(*Options)
		want   string // part of the error; "" for none
	}{
		{func(*Options) {}, ""},
		{func(o *Options) { o.Mode = 0 }, "Mode: 0"},
		{func(o *Options) { o.Mode = 5 }, "Mode: 5"},
		{func(o *Options) { o.Rounds = 0 }, "Rounds: 0"},
		{func(o *Options) { o.Interval = -1 }, "Interval: -1"},
		{func(o *Options) { o.Batch = -1 }, "Batch: -1"},
		{func(o *Options) { o.Batch = MaxBatch + 1 }, "Batch: 10001"},
		{func(o *Options) { o.Parallel = -1 }, "Parallel: -1"},
		{func(o *Options) { o.Parallel = MaxParallel + 1 }, "Parallel: 101"},
		{func(o *Options) { o.Parts = 3 }, "Parts: 3 is not a power of two"},
		{func(o *Options) { o.Parts = 128 }, "Parts: 128"},
		{func(o *Options) { o.Parts = MaxParts }, ""},
		{func(o *Options) { o.QPS = 0 }, "QPS: 0"},
		{func(o *Options) { o.BigKey = -1 }, "BigKey: -1"},
		{func(o *Options) { o.MaxFields = 0 }, "MaxFields: 0"},
		{func(o *Options) { o.TTLTolerance = -1 }, ""},
		{func(o *Options) { o.Digest = true }, ""},
		{func(o *Options) { o.Digest, o.Mode = true, compare.Exists }, "Digest: "},
	} {
		o := Defaults()
		c.change(&o)
		err := o.Validate()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

// TestAdapt chooses what is Automatic by the distance, and leaves the rest as it was
// given.
func TestAdapt(t *testing.T) {
	near, farAway := distance{time.Millisecond, manyKeys}, distance{25 * time.Millisecond, manyKeys}
	for _, c := range []struct {
		given    Tuning
		distance distance
		want     Tuning
	}{
		{Tuning{}, near, Tuning{NearBatch, NearParallel, 1}},
		{Tuning{}, farAway, Tuning{2 * farBatch, farParallel, farParts}},
		{Tuning{}, distance{time.Second, 10}, Tuning{maxFarBatch, farParallel, 1}},
		{Tuning{7, 2, 4}, near, Tuning{7, 2, 4}},
		{Tuning{7, 2, 4}, farAway, Tuning{7, 2, 4}},
	} {
		o := Options{Batch: c.given.Batch, Parallel: c.given.Parallel, Parts: c.given.Parts}
		if got := o.adapt(c.distance); got != c.want {
			t.Errorf("%v at %v: got %v, want %v", c.given, c.distance, got, c.want)
		}
	}
}
