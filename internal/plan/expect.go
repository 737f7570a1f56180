package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// The sample that expectations are drawn from.
const (
	sampleKeys = 8192
	sampleTime = time.Second
)

// Expected is what a check may take, by a sample of its keys that were compared as
// it would compare them.
type Expected struct {
	Keys       int64      `json:"keys"`          // that the first round looks at
	Seconds    float64    `json:"seconds"`       // that it takes; 0 if the sample does not tell
	Rate       float64    `json:"keysPerSecond"` // on the way through the source's keys
	Bytes      [2]int64   `json:"bytes"`         // received from source and target
	CPU        [2]float64 `json:"cpu"`           // the busiest server of each side during the sample, 1 is a core; with all its clients
	Sample     Sample     `json:"sample"`
	LaterRound float64    `json:"laterRoundSeconds"` // at least, for each later round that takes place
}

// Sample is what was compared.
type Sample struct {
	Keys       int64      `json:"keys"`     // that were met
	Compared   int64      `json:"compared"` // those that filters left
	Differ     int64      `json:"differ"`   // at the first look, which proves nothing yet
	Unverified int64      `json:"unverified"`
	Seconds    float64    `json:"seconds"`
	Cut        bool       `json:"cut"`            // time was up
	Commands   [2]int64   `json:"commands"`       // to source and target
	Longest    [2]float64 `json:"longestSeconds"` // of the exchanges with source and target
}

// expect compares a sample. What a run would end with is a finding.
func (m Maker) expect(ctx context.Context, p *Plan, before [2][]redis.NodeInfo) error {
	keys, counted := sums(p.Databases)
	p.Source.Keys, p.Target.Keys, p.Source.Counted, p.Target.Counted = keys[0], keys[1], counted, counted
	if counted && keys[0] == 0 {
		return nil
	}
	c := check.Check{Options: m.Options, Source: m.Source, Target: m.Target, Stats: &check.Stats{}, Log: m.Log}
	r, err := c.Rehearse(ctx, sampleKeys, sampleTime)
	switch {
	case ctx.Err() != nil || errors.Is(err, redis.ErrGone) || errors.Is(err, redis.ErrLost):
		return errors.Join(err, ctx.Err())
	case err != nil:
		p.add(Finding{Code: WouldFail, Blocks: true, Detail: withAdvice(err)})
		return nil
	}
	e := newExpected(keys[0], r, m.Options)
	for i, side := range m.sides() {
		after, err := side.Nodes(ctx)
		if err != nil {
			return err
		}
		e.CPU[i] = busiest(before[i], after, r.Took)
	}
	p.Expected = &e
	if r.Unverified > 0 {
		p.add(Finding{Code: Unreadable, Blocks: true, Count: r.Unverified})
	}
	if r.Differ > 0 {
		p.add(Finding{Code: SampleDiffers, Count: r.Differ})
	}
	return nil
}

func newExpected(keys int64, r check.Rehearsal, o check.Options) Expected {
	e := Expected{Keys: keys, LaterRound: o.Interval.Seconds(), Sample: Sample{Keys: r.Scanned, Compared: r.Compared, Differ: r.Differ,
		Unverified: r.Unverified, Seconds: r.Took.Seconds(), Cut: r.Cut}}
	for i, t := range r.Traffic {
		e.Sample.Commands[i], e.Sample.Longest[i] = t.Commands, t.Longest.Seconds()
		if r.Scanned > 0 {
			e.Bytes[i] = int64(float64(t.BytesReceived) / float64(r.Scanned) * float64(keys))
		}
	}
	if r.Scanned > 0 && r.Took > 0 {
		e.Rate = float64(r.Scanned) / r.Took.Seconds()
		e.Seconds = float64(keys) / e.Rate
	}
	return e
}

// busiest is the largest share of a core that a node used between two moments.
func busiest(before, after []redis.NodeInfo, took time.Duration) (most float64) {
	for _, b := range after {
		i := slices.IndexFunc(before, func(a redis.NodeInfo) bool { return a.Node == b.Node && a.RunID == b.RunID })
		if i >= 0 && took > 0 {
			most = max(most, float64(b.CPU-before[i].CPU)/float64(took))
		}
	}
	return most
}

// withAdvice says what to do about an error, where that is known.
func withAdvice(err error) string {
	var missing redis.NoDatabase
	if errors.As(err, &missing) && !missing.Denied() {
		return fmt.Sprintf("%v; leave database %d out by --sourcedbfilterlist, or map it to another by --dbmap", err, missing.DB)
	}
	return err.Error()
}
