package redistest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// A change alters a key in one way that a comparison of full values, types
// and expiry has to notice, and says what it did; "" if it does not fit.
type change func(m *mutation) string

// A mutation is one key about to be changed.
type mutation struct {
	*rand.Rand
	t   testing.TB
	ctx context.Context
	c   redis.UniversalClient
	key string
}

// Mutate changes one key in a random way that fits its type, so that its
// value, type or expiry (by more than 10 s) is another or it is gone, and
// returns what it did in words. The key must exist.
func Mutate(t testing.TB, rnd *rand.Rand, c redis.UniversalClient, key string) string {
	t.Helper()
	m := &mutation{Rand: rnd, t: t, ctx: context.Background(), c: c, key: key}
	name := must(m, c.Type(m.ctx, key))
	if name == "none" {
		t.Fatalf("mutate %q: no such key", key)
	}
	return fmt.Sprintf("%s %q: %s", name, key, m.any(changesOf(name)))
}

func changesOf(kind string) []change {
	fit := []change{remove, retype, moveExpiry}
	for _, k := range kinds() {
		if k.name == kind {
			fit = append(fit, k.changes...)
		}
	}
	return fit
}

// any makes one of the changes; remove fits always.
func (m *mutation) any(changes []change) string {
	m.t.Helper()
	for {
		if words := changes[m.IntN(len(changes))](m); words != "" {
			return words
		}
	}
}

func remove(m *mutation) string {
	m.t.Helper()
	must(m, m.c.Del(m.ctx, m.key))
	return "deleted"
}

func retype(m *mutation) string {
	m.t.Helper()
	was := must(m, m.c.Type(m.ctx, m.key))
	must(m, m.c.Del(m.ctx, m.key))
	if was == "string" {
		must(m, m.c.RPush(m.ctx, m.key, "once a string"))
		return "made a list"
	}
	must(m, m.c.Set(m.ctx, m.key, "once a "+was, 0))
	return "made a string"
}

// moveExpiry adds at least a minute to a key's time, or takes it away.
func moveExpiry(m *mutation) string {
	m.t.Helper()
	left := max(must(m, m.c.PTTL(m.ctx, m.key)), 0) // negative: it does not expire
	if left > 0 && m.IntN(3) == 0 {
		must(m, m.c.Persist(m.ctx, m.key))
		return "does not expire any more"
	}
	more := time.Minute + time.Duration(m.IntN(1000))*time.Hour
	must(m, m.c.PExpire(m.ctx, m.key, left+more))
	return fmt.Sprintf("expires %v later", more)
}

// other returns text of the same length that differs in one byte; of none,
// longer text. Bytes 8 to 15 it leaves alone: in a HyperLogLog they are a
// cache that is no part of the value.
func (m *mutation) other(text string) string {
	if text == "" {
		return "x"
	}
	out := []byte(text)
	i := m.IntN(len(out))
	if i >= 8 && i < 16 {
		i = 0
	}
	out[i] ^= byte(1 + m.IntN(255))
	return string(out)
}

// fresh returns the name of an element that no key has.
func (m *mutation) fresh() string { return fmt.Sprintf("mutant-%d", m.Int64()) }

// must returns what a command of a mutation replied; an error fails the test.
func must[T any](m *mutation, cmd interface{ Result() (T, error) }) T {
	m.t.Helper()
	reply, err := cmd.Result()
	if err != nil {
		m.t.Fatalf("mutate %q: %v", m.key, err)
	}
	return reply
}
