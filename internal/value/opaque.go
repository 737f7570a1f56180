package value

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Opaque is any type whose elements we do not know, such as a module's. It is
// compared by what DUMP says: the same bytes are the same value. Others prove
// nothing, since a server may write a value in several ways: two versions in
// two formats, one by another compression, a module by a graph drawn at random.
func Opaque(name string) Type { return opaque{name} }

type opaque struct{ name string }

// Reasons why opaque values cannot be compared.
var (
	ErrVersions = errors.New("the two servers' versions write this type differently, so it cannot be compared")
	ErrDump     = errors.New("DUMP gives other bytes on the target, which does not prove a difference in this type, " +
		"and there is no command here that reads it in another way")
)

// errLargeDump means that DUMP would block a server.
type errLargeDump int64

func (n errLargeDump) Error() string {
	return fmt.Sprintf("it takes %d bytes and can only be read by DUMP, as a whole; that would block the server for too long", int64(n))
}

func (o opaque) Name() string { return o.name }

// Guessable is false: MEMORY USAGE and DUMP answer for every type.
func (opaque) Guessable() bool { return false }

// Length is 1 for any key: nothing else can be asked of every type.
func (opaque) Length(p *redis.Pipeline, key string) int { return p.Add("EXISTS", key) }

// Read asks for the bytes only (Redis 4.0, as modules are): DUMP has no bound.
func (opaque) Read(p *redis.Pipeline, key string, _ int) int { return p.Add(memoryUsage, key) }

const memoryUsage = "MEMORY USAGE"

// maxDump is the largest value that is read by DUMP, which compresses it: some
// 10 ns a byte. A module that does not tell its memory is taken for small.
const maxDump = 512 << 10

// Compare leaves all to Walk.
func (opaque) Compare(source, target resp.Reply, _, _ int) (Diff, error) {
	return Diff{State: Unsettled}, firstError(source.Err(), target.Err())
}

// Walk compares payloads, if they are small, and else what a server's digests
// say.
func (o opaque) Walk(ctx context.Context, p *redis.Pair, key Key, _ Room) (Diff, error) {
	sizes, err := o.askBoth(ctx, p, key, memoryUsage)
	if err != nil {
		return Diff{}, err
	}
	for _, r := range sizes {
		n, err := r.Int()
		switch {
		case r.IsNil():
			return Diff{}, ErrChanged
		case err != nil:
			return Diff{}, err
		case n > maxDump:
			return Diff{}, errLargeDump(n)
		}
	}
	payloads, err := o.askBoth(ctx, p, key, "DUMP")
	if err != nil {
		return Diff{}, err
	}
	same, err := samePayloads(payloads)
	if same || !errors.Is(err, ErrDump) {
		return Diff{State: Same, Len: [2]int64{1, 1}}, err
	}
	return o.compareDigests(ctx, p, key)
}

// askBoth sends a command about the key to both sides.
func (opaque) askBoth(ctx context.Context, p *redis.Pair, key Key, command string) (replies [2]resp.Reply, err error) {
	for i, side := range p.Sides() {
		side.Add(command, key[i])
	}
	if err := p.Exec(ctx); err != nil {
		return replies, err
	}
	return [2]resp.Reply{p.Source.Reply(0), p.Target.Reply(0)}, nil
}

// dumpTail is the length of a payload's end: two bytes for the version of its
// format and eight for its checksum.
const dumpTail = 10

// samePayloads reports whether two payloads are the same; the error says why
// that is not known.
func samePayloads(payloads [2]resp.Reply) (bool, error) {
	a, errA := payloads[0].Text()
	b, errB := payloads[1].Text()
	if err := firstError(errA, errB); err != nil {
		return false, err
	}
	if len(a) < dumpTail || len(b) < dumpTail {
		return false, ErrChanged
	}
	bodyA, tailA := a[:len(a)-dumpTail], a[len(a)-dumpTail:]
	bodyB, tailB := b[:len(b)-dumpTail], b[len(b)-dumpTail:]
	switch {
	case bytes.Equal(bodyA, bodyB):
		return true, nil
	case !bytes.Equal(tailA[:2], tailB[:2]):
		return false, ErrVersions
	}
	return false, ErrDump
}

// digestValue is asked for only where a run may use it: with digests (Redis 5.0.3).
const digestValue = "DEBUG DIGEST-VALUE"

// compareDigests takes digests that differ for a difference: the two servers
// write the same format. Equal ones prove nothing, since a module that brings no
// digest has the same one for every value.
func (o opaque) compareDigests(ctx context.Context, p *redis.Pair, key Key) (Diff, error) {
	if !p.Source.Allows(digestValue) || !p.Target.Allows(digestValue) {
		return Diff{}, ErrDump
	}
	digests, err := o.askBoth(ctx, p, key, digestValue)
	if err != nil {
		return Diff{}, err
	}
	if err := firstError(digests[0].Err(), digests[1].Err()); err != nil || bytes.Equal(digests[0], digests[1]) {
		return Diff{}, firstError(err, ErrDump)
	}
	return Diff{State: Different, Len: [2]int64{1, 1}}, nil
}

// open reads the payload, if it is small.
func (o opaque) open(ctx context.Context, s Server, key string) (reader, error) {
	at := s.Pipeline.Add(memoryUsage, key)
	if err := s.Pipeline.Exec(ctx); err != nil {
		return nil, err
	}
	size := s.Pipeline.Reply(at)
	if size.IsNil() {
		return ready(nil), nil
	}
	if n, err := size.Int(); err != nil || n > maxDump {
		return nil, firstError(err, errLargeDump(n))
	}
	return &dumpReader{pipeline: s.Pipeline, key: key}, nil
}

func (opaque) find(context.Context, Server, string, []string) ([]Element, error) {
	return nil, errNoFields
}

// dumpReader reads a payload.
type dumpReader struct {
	pipeline *redis.Pipeline
	key      string
	at       int
}

func (r *dumpReader) queue() { r.at = r.pipeline.Add("DUMP", r.key) }

func (r *dumpReader) take() (page, error) {
	text, err := r.pipeline.Reply(r.at).Text()
	if text == nil {
		return pageOf(nil, true), err
	}
	return pageOf([]Element{{Part: Indexed, Content: text}}, true), err
}
