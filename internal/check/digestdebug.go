package check

import (
	"bytes"
	"context"
	"slices"

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

// fit asks for lengths, since the command takes a value of any length: values
// are digested only if they are small, and as long on the one side as on the other.
func (d debugDigester) fit(ctx context.Context, p *redis.Pair, looks []*look) (fit, rest []*look, err error) {
	for _, l := range looks {
		d.measure(p, l)
		d.weigh(p, l)
	}
	if err := p.Exec(ctx); err != nil {
		return nil, nil, err
	}
	fit, rest = divide(looks, func(l *look) bool {
		a, b := d.lengths(p, l)
		return a == b && a > 0 && a <= mostOf(l.typ) && d.light(p, l) && d.tells(p, l)
	})
	return fit, slices.Clip(rest), nil
}

// queue asks for the lengths once more, as proof of the type.
func (d debugDigester) queue(p *redis.Pair, looks []*look) (after func()) {
	for _, l := range looks {
		for i, side := range p.Sides() {
			l.digest[i] = side.Add(debugDigest, l.key[i])
		}
		d.measure(p, l)
	}
	return func() {
		for _, l := range looks {
			source, target := p.Source.Reply(l.digest[0]), p.Target.Reply(l.digest[1])
			a, b := d.lengths(p, l)
			l.proved = a == b && a > 0 && d.fromOne(p, l) && isDebugDigest(source) && bytes.Equal(source, target)
		}
	}
}

// weigh asks for the bytes of collections.
func (debugDigester) weigh(p *redis.Pair, l *look) {
	if l.typ == value.String() {
		return
	}
	for i, side := range p.Sides() {
		l.digest[i] = side.Add(memoryUsage().Name, l.key[i])
	}
}

// light reports whether a collection has few bytes on both sides.
func (debugDigester) light(p *redis.Pair, l *look) bool {
	if l.typ == value.String() {
		return true
	}
	for i, side := range p.Sides() {
		if n, err := side.Reply(l.digest[i]).Int(); err != nil || n > maxDigest {
			return false
		}
	}
	return true
}

// tells reports whether a digest tells all: of fields that expire it does not tell
// which have expired.
func (debugDigester) tells(p *redis.Pair, l *look) bool {
	expire := p.Source.FieldsExpire() || p.Target.FieldsExpire()
	return !expire || l.typ != value.Hash()
}

// fromOne reports whether on either side the digest is of the server that told the
// length: a cluster's node answers DEBUG even for keys that are another's by now.
func (debugDigester) fromOne(p *redis.Pair, l *look) bool {
	for i, side := range p.Sides() {
		if side.Origin(l.digest[i]) != side.Origin(l.at[i]) {
			return false
		}
	}
	return true
}

func (debugDigester) measure(p *redis.Pair, l *look) {
	for i, side := range p.Sides() {
		l.at[i] = l.typ.Length(side, l.key[i])
	}
}

// lengths are those on both sides, -1 where there is another type.
func (debugDigester) lengths(p *redis.Pair, l *look) (source, target int64) {
	var lens [2]int64
	for i, side := range p.Sides() {
		n, err := side.Reply(l.at[i]).Int()
		if err != nil {
			n = -1
		}
		lens[i] = n
	}
	return lens[0], lens[1]
}

// isDebugDigest reports whether a reply is one digest of a key that is there;
// of one that is not it is nothing but zeros.
func isDebugDigest(r resp.Reply) bool {
	texts, err := r.Texts()
	return err == nil && len(texts) == 1 && len(texts[0]) == 40 && len(bytes.Trim(texts[0], "0")) > 0
}
