package value

import (
	"bytes"
	"context"
	"errors"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Opaque is any type whose elements we do not know, such as a module's. It is
// compared by what DUMP says, which different versions of a server say
// differently.
func Opaque(name string) Type { return opaque{name} }

type opaque struct{ name string }

// ErrVersions means that two values cannot be compared: the servers write
// this type in different formats.
var ErrVersions = errors.New("the two servers' versions write this type differently, so it cannot be compared")

func (o opaque) Name() string { return o.name }

// Guessable is false: EXISTS and DUMP answer for every type.
func (opaque) Guessable() bool { return false }

// Length is 1 for any key: nothing else can be asked of every type.
func (opaque) Length(p *redis.Pipeline, key string) int { return p.Add("EXISTS", key) }

func (opaque) Read(p *redis.Pipeline, key string, _ int) int { return p.Add("DUMP", key) }

// dumpTail is the length of a payload's end: two bytes for the version of its
// format and eight for its checksum.
const dumpTail = 10

func (opaque) Compare(source, target redis.Reply, _, _ int) (Diff, error) {
	a, errA := source.Text()
	b, errB := target.Text()
	if err := firstError(errA, errB); err != nil {
		return Diff{}, err
	}
	if len(a) < dumpTail || len(b) < dumpTail {
		return Diff{State: Unsettled}, nil
	}
	lens := [2]int64{1, 1} // as Length counts
	bodyA, tailA := a[:len(a)-dumpTail], a[len(a)-dumpTail:]
	bodyB, tailB := b[:len(b)-dumpTail], b[len(b)-dumpTail:]
	if bytes.Equal(bodyA, bodyB) {
		return Diff{State: Same, Len: lens}, nil
	}
	if !bytes.Equal(tailA[:2], tailB[:2]) {
		return Diff{}, ErrVersions
	}
	return Diff{State: Different, Len: lens}, nil
}

// Walk reads the payloads again, since they come whole or not at all.
func (o opaque) Walk(ctx context.Context, p *redis.Pair, key Key, limit int) (Diff, error) {
	for i, side := range p.Sides() {
		o.Read(side, key[i], 0)
	}
	if err := p.Exec(ctx); err != nil {
		return Diff{}, err
	}
	return o.Compare(p.Source.Reply(0), p.Target.Reply(0), 0, limit)
}
