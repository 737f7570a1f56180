package value

import (
	"bytes"
	"errors"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Stream is the type of streams: entries, the last ID, consumer groups, their
// consumers, the entries that are pending in them, and newer versions' marks.
// How far a group has read in entries, its lag and its consumers' idle times are
// not compared: they move, and replicas have others.
//
// The fields of a conflict are entry IDs, "last-generated-id" and the other
// marks, "group NAME", "group NAME consumer NAME" and "group NAME pending ID".
func Stream() Type { return stream{} }

type stream struct{}

const lastID = "last-generated-id"

func (stream) Name() string { return "stream" }

func (stream) Guessable() bool { return true }

func (stream) Length(p *redis.Pipeline, key string) int { return p.Add("XLEN", key) }

// Read asks for everything in one reply: entries, groups and pending entries,
// a page of each at most. That costs a page for each group and each consumer,
// so it is asked only where streams like it are known to be small; else for the
// length, and the stream is walked, as before Redis 6.0.
func (s stream) Read(p *redis.Pipeline, key string, page int) int {
	if page <= FewElements || !p.Has(fullInfo) {
		return s.Length(p, key)
	}
	return p.Add("XINFO STREAM", key, "FULL", "COUNT", decimal(page))
}

// fullInfo is a command of Redis 6.0.
const fullInfo = "XINFO STREAM FULL"

// Walkable reports whether a value can be walked though reading it at once was
// answered by an error: some proxies send XINFO to any server, and a cluster's
// nodes may be of several versions.
func Walkable(t Type, err error) bool {
	var words resp.Error
	return t == Stream() && errors.As(err, &words) && !words.Code("WRONGTYPE")
}

// Compare compares two replies of XINFO STREAM FULL. Some servers take the
// command and leave the entries out.
func (stream) Compare(source, target resp.Reply, _, limit int) (Diff, error) {
	if source.IsInt() || target.IsInt() {
		return Diff{State: Unsettled}, nil
	}
	if bytes.Equal(source, target) {
		if s := wholeStream(source); s.whole {
			return Diff{State: Same, Len: [2]int64{s.length, s.length}, LeftOut: [2]LeftOut{s.leftOut, s.leftOut}}, nil
		}
	}
	a, errA := parseStream(source)
	b, errB := parseStream(target)
	if err := firstError(errA, errB); err != nil {
		return Diff{}, err
	}
	if !a.whole || !b.whole {
		return Diff{State: Unsettled}, nil
	}
	return a.compare(b, limit), nil
}
