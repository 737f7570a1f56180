package redistest

import (
	"context"
	"testing"

	"github.com/redis/go-redis/v9"
)

func TestSeedIsDeterministic(t *testing.T) {
	pair := Pair(t, "--enable-debug-command", "local")
	const n = 3000
	keys := Seed(t, pair[0].Client(0), n, 7)
	Seed(t, pair[1].Client(0), n, 7)
	if len(keys) != n || pair[0].Do("DBSIZE") != int64(n) {
		t.Fatalf("%d names, DBSIZE %v, want %d", len(keys), pair[0].Do("DBSIZE"), n)
	}
	if a, b := pair[0].Do("DEBUG", "DIGEST"), pair[1].Do("DEBUG", "DIGEST"); a != b {
		t.Errorf("digests %v and %v", a, b)
	}
	a, b := dumps(t, pair[0], keys), dumps(t, pair[1], keys)
	for i, key := range keys {
		if a[i].ttl != b[i].ttl {
			t.Errorf("%q: expires at %d and %d", key, a[i].ttl, b[i].ttl)
		}
	}
}

func TestSeedWritesEveryKind(t *testing.T) {
	s := Start(t)
	Seed(t, s.Client(0), 600, 1)
	seen := map[string]int{}
	for _, key := range Seed(t, s.Client(1), 600, 1) {
		seen[s.Client(1).Type(context.Background(), key).Val()]++
	}
	for _, k := range kinds() {
		if seen[k.name] != 100 {
			t.Errorf("%d keys of type %s", seen[k.name], k.name)
		}
	}
}

func TestCopy(t *testing.T) {
	pair := Pair(t, "--requirepass", "se cret", "--enable-debug-command", "local")
	Seed(t, pair[0].Client(0), 500, 1)
	Seed(t, pair[0].Client(3), 500, 2)
	Seed(t, pair[1].Client(5), 50, 3) // to be gone
	Copy(t, pair[0], pair[1])
	if a, b := pair[0].Do("DEBUG", "DIGEST"), pair[1].Do("DEBUG", "DIGEST"); a != b {
		t.Errorf("digests %v and %v", a, b)
	}
	pair[1].Do("SET", "it is", "a master")
}

type dumped struct {
	value string
	ttl   int64
}

func dumps(t *testing.T, s *Server, keys []string) []dumped {
	t.Helper()
	ctx, p := context.Background(), s.Client(0).Pipeline()
	values, ttls := make([]*redis.StringCmd, len(keys)), make([]*redis.Cmd, len(keys))
	for i, key := range keys {
		values[i], ttls[i] = p.Dump(ctx, key), p.Do(ctx, "PEXPIRETIME", key)
	}
	_, _ = p.Exec(ctx) // DUMP of a missing key is nil
	out := make([]dumped, len(keys))
	for i := range keys {
		ttl, _ := ttls[i].Int64()
		out[i] = dumped{values[i].Val(), ttl}
	}
	return out
}
