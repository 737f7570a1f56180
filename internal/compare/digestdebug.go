package compare

import (
	"bytes"
	"context"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// debugDigest is a command of Redis 5.0.3. From 7.0 on it is run only where the
// configuration allows it (enable-debug-command).
const debugDigest = "DEBUG DIGEST-VALUE"

// debugWay has servers run DEBUG DIGEST-VALUE.
func debugWay() digestWay {
	return digestWay{
		name:  debugDigest,
		calls: []redis.Call{memoryUsage(), {Name: debugDigest, Words: []string{"DEBUG", "DIGEST-VALUE", "KEY"}}},
		can:   func(d *redis.Deployment) bool { return d.Has(debugDigest) && d.Has(memoryUsage().Name) },
		start: func(_, _ *redis.Deployment) digester { return debugDigester{} },
	}
}

// debugDigester is the way by DEBUG DIGEST-VALUE.
type debugDigester struct{}

// eligible asks for lengths, since the command takes a value of any length: values
// are digested only if they are small, and as long on the one side as on the other.
func (debugDigester) eligible(ctx context.Context, p *redis.Pair, keys []*candidate) ([]*candidate, error) {
	sizes := make(map[*candidate]sizeQuestion, len(keys))
	for _, c := range keys {
		sizes[c] = askSize(p, c)
	}
	if err := p.Exec(ctx); err != nil {
		return nil, err
	}
	small, _ := divide(keys, func(c *candidate) bool {
		return sizes[c].small(p, c) && coversFieldTTL(p, c)
	})
	return small, nil
}

// ask asks for the lengths once more, as proof of the type.
func (debugDigester) ask(p *redis.Pair, keys []*candidate) (answers func() []bool) {
	digests, lens := make([]question, len(keys)), make([]question, len(keys))
	for i, c := range keys {
		digests[i] = p.Ask(debugDigest, c.key)
		lens[i] = askLengths(p, c)
	}
	return func() []bool {
		same := make([]bool, len(keys))
		for i := range keys {
			d := p.Replies(digests[i])
			_, alike := sameLength(p, lens[i])
			same[i] = alike && sameServer(p, digests[i], lens[i]) && isDebugDigest(d[0]) && bytes.Equal(d[0], d[1])
		}
		return same
	}
}

// sizeQuestion asks for a key's length and, of a collection, for its bytes.
type sizeQuestion struct{ lens, bytes question }

func askSize(p *redis.Pair, c *candidate) sizeQuestion {
	q := sizeQuestion{lens: askLengths(p, c)}
	if c.typ != value.String() {
		q.bytes = p.Ask(memoryUsage().Name, c.key)
	}
	return q
}

// small reports whether a value is as long on both sides, and small on both.
func (q sizeQuestion) small(p *redis.Pair, c *candidate) bool {
	if n, same := sameLength(p, q.lens); !same || n > mostOf(c.typ) {
		return false
	}
	if c.typ == value.String() {
		return true
	}
	for _, r := range p.Replies(q.bytes) {
		if n, err := r.Int(); err != nil || n > maxDigest {
			return false
		}
	}
	return true
}

// coversFieldTTL reports whether a digest tells all: of fields that expire it does
// not tell which have expired.
func coversFieldTTL(p *redis.Pair, c *candidate) bool {
	expire := p.Source.FieldsExpire() || p.Target.FieldsExpire()
	return !expire || c.typ != value.Hash()
}

// sameServer reports whether on either side the digest is of the server that told
// the length: a cluster's node answers DEBUG even for keys that are another's by now.
func sameServer(p *redis.Pair, digests, lens question) bool {
	for i, side := range p.Sides() {
		if side.Origin(digests[i]) != side.Origin(lens[i]) {
			return false
		}
	}
	return true
}

func askLengths(p *redis.Pair, c *candidate) (at question) {
	for i, side := range p.Sides() {
		at[i] = c.typ.Length(side, c.key[i])
	}
	return at
}

// sameLength is the length of a key; false if it is not the same on both sides, or
// the key is gone or of another type.
func sameLength(p *redis.Pair, lens question) (n int64, same bool) {
	replies := p.Replies(lens)
	a, errA := replies[0].Int()
	b, errB := replies[1].Int()
	return a, errA == nil && errB == nil && a == b && a > 0
}

// isDebugDigest reports whether a reply is one digest of a key that is there;
// of one that is not it is nothing but zeros.
func isDebugDigest(r resp.Reply) bool {
	texts, err := r.Texts()
	return err == nil && len(texts) == 1 && len(texts[0]) == 40 && len(bytes.Trim(texts[0], "0")) > 0
}
