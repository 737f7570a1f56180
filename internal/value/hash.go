package value

import (
	"bytes"
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// Hash is the type of hashes: fields and their values, in any order. A field whose
// time has run out is not there, although HLEN counts it until the server deletes
// it (Redis 7.4 to 8.6, Valkey 9).
func Hash() Type { return hashMembers() }

func hashMembers() members {
	return members{name: "hash", length: "HLEN", scan: "HSCAN", width: 2, variant: hashVariant{}}
}

type hashVariant struct{}

// queueRandom asks for fields by HRANDFIELD (Redis 6.2), which gives all if there
// are no more, as HGETALL does, at two thirds of HSCAN's price. On a replica it
// also gives fields that have expired (t_hash.c of Redis 8.0). About other
// engines see the set's.
func (hashVariant) queueRandom(p *redis.Pipeline, key, most string) (at int, queued bool) {
	if !p.Known() || !p.Has("HRANDFIELD") || p.FieldsExpire() {
		return 0, false
	}
	return p.Add("HRANDFIELD", key, most, "WITHVALUES"), true
}

func (hashVariant) same(a, b []byte) bool { return bytes.Equal(a, b) }

func (hashVariant) lookUp(p *redis.Pipeline, key string, names []string) Answer {
	i := p.Add("HMGET", key, names...)
	return func() ([][]byte, error) { return p.Reply(i).Texts() }
}

func (hashVariant) hold(ctx context.Context, x exchanger, c *collection) ([]Element, error) {
	return c.holdPiece(ctx, x)
}
