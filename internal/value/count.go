package value

import (
	"context"
	"errors"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Hides reports whether the length of a value of this type may count elements
// that reads do not give: fields of hashes that have expired.
func Hides(t Type, p *redis.Pipeline) bool { return t == Hash() && p.FieldsExpire() }

// QueueCount queues what tells the number of elements that reads give: the length,
// or the first page where the length may count others, too.
func QueueCount(p *redis.Pipeline, t Type, key string, page int) int {
	if Hides(t, p) {
		return hashMembers().queueScan(p, key, "0", page)
	}
	return t.Length(p, key)
}

// CountOf reads the reply to QueueCount: the number of elements, or, if it is not
// whole, of those in the first page.
func CountOf(r resp.Reply) (n int64, whole bool, err error) {
	if r.IsInt() || r.Err() != nil {
		n, err = r.Int()
		return n, true, err
	}
	cursor, list, err := hashMembers().splitPage(r)
	if err != nil {
		return 0, false, err
	}
	words, err := list.Len()
	return int64(words / hashMembers().width), cursor == "0", err
}

// errComeAndGo means that a hash was counted again and again.
var errComeAndGo = errors.New("its fields came and went while they were counted")

// Counts counts the elements that reads give, on both sides. Where the length may
// count others, too, it counts those in the pages until two counts agree: a scan
// gives elements twice where a server makes its table smaller meanwhile.
func Counts(ctx context.Context, p *redis.Pair, t Type, key Key) (counts [2]int64, err error) {
	if counts, err = Lengths(ctx, p, t, key); err != nil {
		return counts, err
	}
	for i, side := range p.Sides() {
		if !Hides(t, side) {
			continue
		}
		c := counter{exchanger: p, hash: hashMembers().collection(side, key[i])}
		if counts[i], err = c.agreed(ctx); err != nil {
			return counts, err
		}
	}
	return counts, nil
}

// counter counts the fields of a hash on one side.
type counter struct {
	exchanger
	hash *collection
}

// agreed counts until two counts agree.
func (c counter) agreed(ctx context.Context) (int64, error) {
	const attempts = 5
	before := int64(-1)
	for range attempts {
		n, pages, err := c.once(ctx)
		if err != nil || pages == 1 || n == before {
			return n, err
		}
		before = n
	}
	return 0, errComeAndGo
}

// once counts once. A single page is exact.
func (c counter) once(ctx context.Context) (n int64, pages int, err error) {
	err = drive(ctx, c, &reading{reader: c.hash.scan(), each: func(p page) error {
		n, pages = n+int64(p.count), pages+1
		return nil
	}})
	return n, pages, err
}
