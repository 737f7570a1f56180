package check

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// settle counts equal keys.
func settle(s *Stats, n int64) {
	s.update(counted(compare.Counts{Keys: map[compare.Cell]int64{{Type: "string", Kind: compare.Equal}: n}}, compare.Batch{}))
}

// TestShareOfTheFirstRound is behind the scan by what waits for the workers.
func TestShareOfTheFirstRound(t *testing.T) {
	var s Stats
	s.begin(Options{Rounds: 2, OneWay: true})
	s.beginRound(1, 1000, redis.Server{})
	steps := []struct {
		do   func()
		want float64
	}{
		{func() { s.scanned(0, 100, 0.1) }, 0.1}, // none of them admitted, so far
		{func() { s.handOut(100); s.scanned(0, 100, 0.5) }, 0.1},
		{func() { settle(&s, 50) }, 0.25},
		{func() { s.handOut(100) }, 0.25}, // never falls
		{func() { settle(&s, 50) }, 0.25},
		{func() { settle(&s, 100) }, 0.5},
		{func() { s.scanned(0, 0, 0.4) }, 0.5}, // a second sweep
		{func() { s.scanned(0, 0, 1) }, 1},
		{func() { s.endRound() }, 1},
	}
	for i, step := range steps {
		step.do()
		if got := s.Snapshot().Share; math.Abs(got-step.want) > 1e-9 {
			t.Errorf("step %d: %v, want %v", i, got, step.want)
		}
	}
}

// TestEndedRounds keeps the numbers of rounds that are over.
func TestEndedRounds(t *testing.T) {
	var s Stats
	s.begin(Options{Rounds: 100})
	for round := 1; round <= 20; round++ {
		s.beginRound(round, 10, redis.Server{})
		settle(&s, int64(round))
		if round < 20 {
			s.endRound()
		}
	}
	now := s.Snapshot()
	var rounds, checked []int
	for _, e := range now.Ended {
		rounds, checked = append(rounds, e.Round), append(checked, int(e.Checked))
		if e.Share != 1 || e.Ended != nil || e.Until.Before(e.Since) || e.Since.IsZero() {
			t.Errorf("round %d: %+v", e.Round, e)
		}
	}
	want := []int{4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}
	if diff := cmp.Diff([][]int{want, want}, [][]int{rounds, checked}); diff != "" {
		t.Error(diff)
	}
	if now.Share != 1 || now.Compared() != 1 || !now.Until.IsZero() {
		t.Errorf("got %+v", now)
	}
}
