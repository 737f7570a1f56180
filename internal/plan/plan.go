// Package plan finds out what an operator wants to know before a check: what the
// two deployments are and how they stand to each other, where their counts differ,
// what would stop a check or leave it incomplete, and how long it may take. It
// only reads, for a second or two, and returns facts; it has no words for people.
package plan

import (
	"context"
	"log/slog"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Plan is what was found. Its JSON is documented in docs/PLAN.md.
type Plan struct {
	Ready       bool       `json:"ready"` // no finding blocks
	Source      Side       `json:"source"`
	Target      Side       `json:"target"`
	Relation    Relation   `json:"relation"`
	Databases   []Database `json:"databases"`
	Slots       *Slots     `json:"slots,omitempty"` // of two clusters
	Sizes       []Sizes    `json:"sizes,omitempty"` // where a side tells them
	NotCompared []Limit    `json:"notCompared,omitempty"`
	Expected    *Expected  `json:"expected,omitempty"` // nil if there is nothing to compare, or a check would not begin
	Findings    []Finding  `json:"findings"`
}

// Maker makes plans.
type Maker struct {
	Options        check.Options
	Source, Target *redis.Deployment
	AllowEmpty     bool // it is as it should be if there is no key to compare
	Log            *slog.Logger
}

// sides are both deployments, for what is done alike with them.
func (m Maker) sides() [2]*redis.Deployment { return [2]*redis.Deployment{m.Source, m.Target} }

// Names of the sides, as findings have them.
const (
	source = "source"
	target = "target"
)

func sideName(i int) string { return [2]string{source, target}[i] }

// Make finds out all there is to know. An error means that a server could not be
// asked; whatever else is wrong is a finding.
func (m Maker) Make(ctx context.Context) (Plan, error) {
	p, infos, err := m.look(ctx)
	if err != nil {
		return Plan{}, err
	}
	if p.Slots, err = m.slots(ctx); err != nil {
		return Plan{}, err
	}
	for i, side := range []*Side{&p.Source, &p.Target} {
		found, err := m.rights(ctx, i, side)
		if err != nil {
			return Plan{}, err
		}
		p.add(found...)
	}
	p.add(p.memory()...)
	p.NotCompared = m.limits()
	p.add(m.hidden()...)
	if err := m.expect(ctx, &p, infos); err != nil {
		return Plan{}, err
	}
	return p.finished(), nil
}

// Look finds out only what costs next to nothing: what servers say of themselves.
func (m Maker) Look(ctx context.Context) (Plan, error) {
	p, _, err := m.look(ctx)
	p.add(p.memory()...)
	return p.finished(), err
}

func (m Maker) look(ctx context.Context) (Plan, [2][]redis.NodeInfo, error) {
	var infos [2][]redis.NodeInfo
	var keys [2]redis.Keyspace
	var err error
	for _, i := range []int{1, 0} { // the target first, so that a follower is never ahead
		if infos[i], err = m.sides()[i].Nodes(ctx); err != nil {
			return Plan{}, infos, err
		}
		if keys[i], err = m.sides()[i].Keyspace(ctx); err != nil {
			return Plan{}, infos, err
		}
	}
	p := Plan{Relation: relation(infos, keys)}
	p.Source, p.Target = newSide(m.Source, infos[0]), newSide(m.Target, infos[1])
	if p.Relation == TargetFollows {
		p.Target.measureLag(infos)
	}
	p.Databases, p.Sizes = m.databases(), m.sizes(infos)
	p.add(m.itself(p.Relation)...)
	p.add(p.replicas()...)
	p.add(m.counts(p.Databases)...)
	return p, infos, nil
}

// finished puts what blocks first.
func (p Plan) finished() Plan {
	var first, rest []Finding
	for _, f := range p.Findings {
		if f.Blocks {
			first = append(first, f)
			continue
		}
		rest = append(rest, f)
	}
	p.Findings, p.Ready = append(append([]Finding{}, first...), rest...), len(first) == 0
	return p
}

func (p *Plan) add(found ...Finding) { p.Findings = append(p.Findings, found...) }
