package redistest

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestMutateChangesExactlyOneKey(t *testing.T) {
	s := Start(t)
	keys := Seed(t, s.Client(0), 600, 3)
	was := dumps(t, s, keys)
	rnd := rand.New(rand.NewPCG(1, 2))
	mutated := map[string]string{}
	for _, i := range rnd.Perm(len(keys))[:300] {
		mutated[keys[i]] = Mutate(t, rnd, s.Client(0), keys[i])
	}
	is := dumps(t, s, keys)
	for i, key := range keys {
		if words := mutated[key]; (words != "") != (was[i] != is[i]) {
			t.Errorf("%q: said %q, did change: %v", key, words, was[i] != is[i])
		}
	}
}

func TestEveryChange(t *testing.T) {
	s := Start(t)
	c := s.Client(0)
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, k := range kinds() {
		for i, change := range changesOf(k.name) {
			keys := keysOf(Seed(t, c, 300, int64(i)), k.name)
			before := dumps(t, s, keys)
			done := 0
			for _, key := range keys {
				m := &mutation{Rand: rnd, t: t, ctx: context.Background(), c: c, key: key}
				if change(m) != "" {
					done++
				}
			}
			after := dumps(t, s, keys)
			for j := range keys {
				if before[j] != after[j] {
					done--
				}
			}
			if done != 0 {
				t.Errorf("%s, change %d: %d changes left no trace", k.name, i, done)
			}
		}
	}
}

func keysOf(keys []string, kind string) (out []string) {
	for _, key := range keys {
		if strings.Contains(key, kind+":") && !strings.Contains(key, "z"+kind+":") {
			out = append(out, key)
		}
	}
	return out
}
