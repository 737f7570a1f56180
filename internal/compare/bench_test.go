package compare

import (
	"fmt"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/value"
)

// BenchmarkFamilies looks keys up that are of few families, and of
// thousands.
func BenchmarkFamilies(b *testing.B) {
	few := benchKeys(func(i int) string { return fmt.Sprintf("app:%s:%d", []string{"user", "session", "cart"}[i%3], i) })
	many := benchKeys(func(i int) string { return fmt.Sprintf("%s:%d", letters(i%(maxFamilies/4)), i) })
	for i, keys := range [][]string{few, many} {
		name, hash, g := []string{"few", "many"}[i], value.Hash(), newHints()
		for _, key := range keys {
			g.family(key, hash)
		}
		b.Run("of/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if g.of(keys[i%len(keys)]) == nil {
					b.Fatal("not known")
				}
			}
		})
		b.Run("parallel/"+name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(p *testing.PB) {
				for i := 0; p.Next(); i++ {
					g.of(keys[i%len(keys)])
				}
			})
		})
		b.Run("learn/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				g.family(keys[i%len(keys)], hash)
			}
		})
	}
}

// BenchmarkFamilyName hashes one key's name.
func BenchmarkFamilyName(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		familyName("session:cart:18446744073709551615")
	}
}

// benchKeys are names of keys that differ, in no order.
func benchKeys(name func(i int) string) []string {
	const keys = 1 << 14
	out := make([]string, keys)
	for i := range out {
		out[i] = name(i * 7919 % keys)
	}
	return out
}

// letters writes a number without digits.
func letters(n int) string {
	out := []byte("family")
	for ; n > 0; n /= 26 {
		out = append(out, 'a'+byte(n%26))
	}
	return string(out)
}
