package redistest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

const seedBatch = 500 // keys a pipeline

// Seed writes n keys, in turn of every type and style of name, and returns
// their names. The same n and seed write the same data, expiry times
// included, on any server; another seed writes other names, but for the
// first, which is the empty one. About one key in five expires, years from
// now. Names and values hold NUL, CRLF, invalid UTF-8; a few values are big.
// Keys that were there under the same names are replaced.
func Seed(t testing.TB, c redis.UniversalClient, n int, seed int64) []string {
	t.Helper()
	keys := make([]string, n)
	for first := 0; first < n; first += seedBatch {
		seedKeys(t, c, keys[first:min(first+seedBatch, n)], first, seed)
	}
	return keys
}

func seedKeys(t testing.TB, c redis.UniversalClient, keys []string, first int, seed int64) {
	t.Helper()
	p := c.Pipeline()
	for i := range keys {
		keys[i] = seedKey(p, first+i, seed)
		if keys[i] == "" {
			oneByOne(t, c, p)
		}
	}
	if _, err := p.Exec(context.Background()); err != nil {
		t.Fatalf("seed keys %d to %d: %v", first, first+len(keys)-1, err)
	}
}

// oneByOne sends what is queued without a pipeline. A cluster client sends
// commands about the empty key to nodes at random and follows the redirects,
// so in a pipeline they would overtake each other.
func oneByOne(t testing.TB, c redis.UniversalClient, p redis.Pipeliner) {
	t.Helper()
	for _, cmd := range p.Cmds() {
		if err := c.Process(context.Background(), cmd); err != nil {
			t.Fatalf("seed: %v", err)
		}
	}
	p.Discard()
}

func seedKey(p redis.Pipeliner, i int, seed int64) string {
	all := kinds()
	k := all[i%len(all)]
	w := &writer{
		Rand: rand.New(rand.NewPCG(uint64(seed), uint64(i))),
		ctx:  context.Background(),
		p:    p,
		key:  keyName(k.name, i, i/len(all), seed),
	}
	p.Del(w.ctx, w.key)
	k.seed(w)
	if w.IntN(5) == 0 {
		p.PExpireAt(w.ctx, w.key, farFuture().Add(time.Duration(w.IntN(1e9))*time.Millisecond))
	}
	return w.key
}

// farFuture is the same for every run, so that two seeds give equal expiry.
func farFuture() time.Time { return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC) }

func keyName(kind string, i, style int, seed int64) string {
	if i == 0 {
		return ""
	}
	plain := fmt.Sprintf("%s:%d:%d", kind, seed, i)
	switch style % 6 {
	case 1:
		return plain + "\x00\r\n\xff\xfe"
	case 2:
		return plain + " with \"quotes\", 'more' and \\"
	case 3:
		return plain + ":ключ:鍵"
	case 4:
		return fmt.Sprintf("{tag%d}:%s", i%7, plain)
	}
	return plain
}
