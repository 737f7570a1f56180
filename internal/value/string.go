package value

import (
	"bytes"
	"context"
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

func (str) part(p *redis.Pipeline, key string, at, size int64) int {
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

// Walk compares page by page; the first difference ends it.
func (s str) Walk(ctx context.Context, p *redis.Pair, key Key, _ Room) (Diff, error) {
	for at := int64(0); ; at += walkBytes {
		pages, lens, err := s.pages(ctx, p, key, at)
		if err != nil {
			return Diff{}, err
		}
		same := lens[0] == lens[1] && equalPages(pages, at)
		if !same || at+walkBytes >= lens[0] {
			return stringDiff(same, lens), nil
		}
	}
}

// pages reads one page and the whole length from both sides.
func (s str) pages(ctx context.Context, p *redis.Pair, key Key, at int64) (pages [2][]byte, lens [2]int64, err error) {
	for i, side := range p.Sides() {
		s.Length(side, key[i])
		s.part(side, key[i], at, walkBytes)
	}
	if err := p.Exec(ctx); err != nil {
		return pages, lens, err
	}
	for i, side := range p.Sides() {
		n, errN := side.Reply(0).Int()
		page, errP := side.Reply(1).Text()
		if err := firstError(errN, errP); err != nil {
			return pages, lens, err
		}
		pages[i], lens[i] = page, n
	}
	return pages, lens, nil
}

// equalPages compares what begins at the same place. Only the first page can
// be a whole HyperLogLog.
func equalPages(pages [2][]byte, at int64) bool {
	if at > 0 {
		return bytes.Equal(pages[0], pages[1])
	}
	return equalStrings(pages[0], pages[1])
}

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
