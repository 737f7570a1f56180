package sqlite_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

func BenchmarkAdd(b *testing.B) {
	for _, fields := range []int{0, 5} {
		b.Run("fields="+strconv.Itoa(fields), func(b *testing.B) { benchmarkAdd(b, fields) })
	}
}

// benchmarkAdd writes 100,000 conflicts in batches of 256.
func benchmarkAdd(b *testing.B, fields int) {
	const keys, batch = 100_000, 256
	ctx := context.Background()
	for b.Loop() {
		s := newStore(b, options(b, 1))
		must(b, s.BeginRound(ctx, 1))
		for i := 0; i < keys; i += batch {
			must(b, s.Add(ctx, manyConflicts(i, batch, fields)))
		}
		must(b, s.EndRound(ctx))
		must(b, s.Close())
	}
	b.ReportMetric(float64(b.N*keys)/b.Elapsed().Seconds(), "keys/s")
	b.ReportMetric(float64(b.N*keys*(1+fields))/b.Elapsed().Seconds(), "rows/s")
}

// manyConflicts makes n conflicts in an order as random as that of SCAN.
func manyConflicts(from, n, fields int) compare.Findings {
	var f compare.Findings
	for i := from; i < from+n; i++ {
		c := compare.Conflict{Key: "user:" + strconv.FormatUint(uint64(i)*0x9E3779B97F4A7C15, 16), Type: "hash", Kind: value.Value, Len: [2]int64{8, 8}}
		for j := range fields {
			c.Fields = append(c.Fields, value.Field{Name: "field:" + strconv.Itoa(j), Kind: value.Value})
		}
		f.Conflicts = append(f.Conflicts, c)
	}
	return f
}

func BenchmarkSuspects(b *testing.B) {
	benchmarkRead(b, func(s *sqlite.Store) {
		for _, err := range s.Suspects(b.Context(), 1) {
			must(b, err)
		}
	})
}

func BenchmarkSummary(b *testing.B) {
	benchmarkRead(b, func(s *sqlite.Store) {
		_, err := s.Summary(b.Context(), 1)
		must(b, err)
	})
}

// benchmarkRead reads 100,000 conflicts with a field each.
func benchmarkRead(b *testing.B, read func(*sqlite.Store)) {
	const keys = 100_000
	s := newStore(b, options(b, 2))
	round(b, s, 1, manyConflicts(0, keys, 1))
	for b.Loop() {
		read(s)
	}
	b.ReportMetric(float64(b.N*keys)/b.Elapsed().Seconds(), "keys/s")
}
