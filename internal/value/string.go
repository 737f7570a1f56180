package value

import (
	"bytes"
	"context"
	"errors"
	"strconv"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// String is the type of plain strings and of what is kept in them: numbers,
// bitmaps, HyperLogLogs.
func String() Type { return str{} }

type str struct{}

func (str) Name() string { return "string" }

// Guessable is true although MGET, by which strings are read, too, answers for
// other types: it answers nothing.
func (str) Guessable() bool { return true }

func (str) Length(p *redis.Pipeline, key string) int { return p.Add("STRLEN", key) }

// Read asks for a page at most: GETRANGE costs a server what GET does, and
// nobody knows how long the string is.
func (str) Read(p *redis.Pipeline, key string, _ int) int {
	return p.Add("GETRANGE", key, "0", lastByte)
}

// lastByte is the index of a first page's last byte.
const lastByte = "16383"

func (str) queueRange(p *redis.Pipeline, key string, at, size int64) int {
	return p.Add("GETRANGE", key, strconv.FormatInt(at, 10), strconv.FormatInt(at+size-1, 10))
}

func (str) Compare(source, target resp.Reply, _, _ int) (Diff, error) {
	a, errA := source.Text()
	b, errB := target.Text()
	if err := firstError(errA, errB); err != nil {
		return Diff{}, err
	}
	if len(a) == PageBytes || len(b) == PageBytes {
		return Diff{State: Unsettled}, nil
	}
	return stringDiff(equalStrings(a, b), [2]int64{int64(len(a)), int64(len(b))}), nil
}

// walkBytes is a page of a string that is known to be long.
const walkBytes = 256 << 10

// Walk compares page by page; the first difference ends it, another length too.
func (s str) Walk(ctx context.Context, p *redis.Pair, key Key, _ Room) (Diff, error) {
	same := true
	walk := &mergeWalk{rules: merger{byIndex, sameBytes, func(Element, Kind) bool {
		same = false
		return false
	}}}
	for i, side := range p.Sides() {
		walk.readers[i] = &stringReader{pipeline: side, key: key[i]}
	}
	if err := drive(ctx, p, walk); err != nil {
		return Diff{}, err
	}
	return stringDiff(same && walk.total[0] == walk.total[1], walk.total), nil
}

// sameBytes compares parts that begin at the same byte. Only the first can be a
// whole HyperLogLog.
func sameBytes(a, b Element) bool {
	if a.Index > 0 {
		return bytes.Equal(a.Content, b.Content)
	}
	return equalStrings(a.Content, b.Content)
}

// stringReader reads a string by GETRANGE, and its whole length with each page.
type stringReader struct {
	pipeline *redis.Pipeline
	key      string
	next     int64 // the next page's first byte
	at       [2]int
}

func (r *stringReader) queue() {
	r.at = [2]int{str{}.Length(r.pipeline, r.key), str{}.queueRange(r.pipeline, r.key, r.next, walkBytes)}
}

func (r *stringReader) take() (page, error) {
	total, errTotal := r.pipeline.Reply(r.at[0]).Int()
	raw := r.pipeline.Reply(r.at[1])
	text, errText := raw.Text()
	part := Element{Part: Indexed, Index: r.next, Content: text}
	r.next += walkBytes
	return page{raw: raw, count: 1, total: total, last: r.next >= total, parse: func() ([]Element, error) {
		if total == 0 {
			return nil, nil
		}
		return []Element{part}, nil
	}}, firstError(errTotal, errText)
}

func (str) open(_ context.Context, s Server, key string) (reader, error) {
	return &stringReader{pipeline: s.Pipeline, key: key}, nil
}

func (str) find(context.Context, Server, string, []string) ([]Element, error) {
	return nil, errNoFields
}

// errNoFields means that fields of a type were asked for that has none.
var errNoFields = errors.New("a value of this type has no fields")

func stringDiff(same bool, lens [2]int64) Diff {
	if same {
		return Diff{State: Same, Len: lens}
	}
	return Diff{State: Different, Len: lens}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
