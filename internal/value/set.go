package value

import (
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// Set is the type of sets: members in any order.
func Set() Type {
	return members{name: "set", length: "SCARD", scan: "SSCAN", width: 1, variant: setVariant{}}
}

type setVariant struct{}

// queueRandom asks for members by SRANDMEMBER, which gives all if there are no
// more, at four fifths of SSCAN's price. Other engines load all members for it
// (Kvrocks), or leave some out (Dragonfly).
func (setVariant) queueRandom(p *redis.Pipeline, key, most string) (at int, queued bool) {
	if !p.Known() || !p.Has("SRANDMEMBER") {
		return 0, false
	}
	return p.Add("SRANDMEMBER", key, most), true
}

// same is always true: a member of a set has no content.
func (setVariant) same(_, _ []byte) bool { return true }

// lookUp answers an empty content for a member and nil for what is none.
func (setVariant) lookUp(p *redis.Pipeline, key string, names []string) Answer {
	return manyOrEach{"SMISMEMBER", "SISMEMBER", membership}.lookUp(p, key, names)
}

func membership(r resp.Reply) ([]byte, error) {
	n, err := r.Int()
	if err != nil || n == 0 {
		return nil, err
	}
	return []byte{}, nil
}

func (setVariant) hold(ctx context.Context, x exchanger, c *collection) ([]Element, error) {
	return c.holdPiece(ctx, x)
}
