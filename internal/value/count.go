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
		return hashMembers().page(p, key, "0", page)
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
	cursor, list, err := hashMembers().parse(r)
	return int64(len(list)), cursor == "0", err
}

// errComeAndGo means that a hash was counted again and again.
var errComeAndGo = errors.New("its fields came and went while they were counted")

// Counts counts the elements that reads give, on both sides. Where the length may
// count others, too, it counts those in the pages until two counts agree: a scan
// gives elements twice where a server makes its table smaller meanwhile.
func Counts(ctx context.Context, p *redis.Pair, t Type, key Key) (counts [2]int64, err error) {
	for i := range p.Sides() {
		if counts[i], err = countSide(ctx, p, t, key, i); err != nil {
			return counts, err
		}
	}
	return counts, nil
}

func countSide(ctx context.Context, p *redis.Pair, t Type, key Key, side int) (int64, error) {
	const attempts = 5
	before := int64(-1)
	for range attempts {
		c := counter{pair: p, side: p.Sides()[side], key: key[side]}
		err := c.count(ctx, t)
		if err != nil || c.replies == 1 || c.sum == before {
			return c.sum, err
		}
		before = c.sum
	}
	return 0, errComeAndGo
}

// counter counts once, on one side. A single reply is exact.
type counter struct {
	pair    *redis.Pair
	side    *redis.Pipeline
	key     string
	sum     int64
	replies int
}

func (c *counter) count(ctx context.Context, t Type) error {
	var origin redis.Origin
	page := stride(FewElements)
	for at := QueueCount(c.side, t, c.key, int(page)); ; {
		if err := c.pair.Exec(ctx); err != nil {
			return err
		}
		reply := c.side.Reply(at)
		n, whole, err := CountOf(reply)
		c.sum, c.replies = c.sum+n, c.replies+1
		if err != nil || whole {
			return err
		}
		if from := c.side.Origin(at); c.replies == 1 {
			origin = from
		} else if from != origin {
			return ErrChanged
		}
		cursor, _, err := hashMembers().parse(reply)
		if err != nil {
			return err
		}
		page = page.after(len(reply))
		at = hashMembers().page(c.side, c.key, cursor, int(page))
	}
}
