package scope_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// TestGlobLikeRedis compares globs with what the server's SCAN MATCH finds.
func TestGlobLikeRedis(t *testing.T) {
	server := redistest.Start(t)
	alphabet := []byte("ab]-^\\*?\x00\xff")
	var keys []string
	server.Do("SET", "", "v")
	keys = append(keys, "")
	for i := range 1000 {
		var key []byte
		for n := i + 1; n > 0; n = (n - 1) / len(alphabet) {
			key = append(key, alphabet[(n-1)%len(alphabet)])
		}
		keys = append(keys, string(key))
		server.Do("SET", key, "v")
	}
	client := server.Client(0)
	rapid.Check(t, func(rt *rapid.T) {
		text := string(rapid.SliceOfN(rapid.SampledFrom([]byte("ab[[]]^--\\*??\x00\xff")), 1, 8).Draw(rt, "glob"))
		p, err := scope.ParseKeyPattern(text)
		if err != nil {
			return
		}
		f := (*scope.Filter)(nil).With([]scope.KeyPattern{p}, nil)
		if f.Glob() == "" {
			return
		}
		var want []string
		for _, k := range keys {
			if f.Admits(k) {
				want = append(want, k)
			}
		}
		got, _, err := client.Scan(t.Context(), 0, f.Glob(), 1<<20).Result()
		if err != nil {
			rt.Fatal(err)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			rt.Fatalf("%q: the server finds\n%q, we\n%q", text, got, want)
		}
	})
}
