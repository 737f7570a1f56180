package monitor

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

// seen is what a test remembers of a frame.
type seen struct {
	Round            int
	Checked          int64
	Ended, Last, Fin bool
}

func remember(all *[]seen) Painter {
	return func(f Frame) {
		*all = append(*all, seen{f.Round, f.Checked, f.RoundEnded, f.Last, f.Finished})
	}
}

func TestWatchShowsEachRoundsEndOnce(t *testing.T) {
	var got []seen
	play(t, ErrFinished, remember(&got),
		check.Snapshot{Round: 1, Rounds: 3, Checked: 10},
		check.Snapshot{Round: 1, Rounds: 3, Checked: 20, Waiting: true},
		check.Snapshot{Round: 1, Rounds: 3, Checked: 20, Waiting: true},
		check.Snapshot{Round: 2, Rounds: 3, Checked: 2},
		// Round 2 ends and round 3 begins between two looks.
		check.Snapshot{Round: 3, Rounds: 3, Checked: 1, Ended: []check.Snapshot{
			{Round: 1, Rounds: 3, Checked: 20}, {Round: 2, Rounds: 3, Checked: 5}}},
	)
	want := []seen{
		{Round: 1, Checked: 10},
		{Round: 1, Checked: 20, Ended: true},
		{Round: 1, Checked: 20},
		{Round: 2, Checked: 2},
		{Round: 2, Checked: 5, Ended: true},
		{Round: 3, Checked: 1},
		{Round: 3, Checked: 1, Ended: true, Last: true, Fin: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWatchBrokenOff(t *testing.T) {
	var got []seen
	play(t, context.Canceled, remember(&got), check.Snapshot{Round: 1, Rounds: 3, Checked: 10})
	want := []seen{{Round: 1, Checked: 10}, {Round: 1, Checked: 10, Last: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWatchBeforeTheFirstRound(t *testing.T) {
	var got []seen
	play(t, context.Canceled, remember(&got))
	if diff := cmp.Diff([]seen{{Last: true}}, got); diff != "" {
		t.Error(diff)
	}
}

// TestWatchNobody watches without painters, as --quiet does.
func TestWatchNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		Watch(ctx, time.Second, &numbers{})
	})
}

// TestRates lets a run go at 100 keys a second, then at 400.
func TestRates(t *testing.T) {
	var speeds []int
	var left []time.Duration
	var script []check.Snapshot
	checked := int64(0)
	for i := range 16 {
		checked += 100
		if i >= 8 {
			checked += 300
		}
		script = append(script, check.Snapshot{Round: 1, Rounds: 1, Checked: checked, Share: float64(checked) / 10000})
	}
	play(t, ErrFinished, func(f Frame) {
		speeds = append(speeds, int(f.Speed()))
		d, _ := f.Left()
		left = append(left, d.Round(time.Second))
	}, script...)
	wantSpeeds := []int{0, 100, 100, 100, 100, 100, 100, 100, 160, 220, 280, 340, 400, 400, 400, 400, 400}
	if diff := cmp.Diff(wantSpeeds, speeds); diff != "" {
		t.Errorf("speeds: %s", diff)
	}
	if want := 15 * time.Second; left[15] != want {
		t.Errorf("left: %v, want %v", left[15], want)
	}
	if want := 95 * time.Second; left[4] != want {
		t.Errorf("left: %v, want %v", left[4], want)
	}
}

// TestRoundsBetweenTwoLooks has exact numbers of rounds that nobody saw.
func TestRoundsBetweenTwoLooks(t *testing.T) {
	begin := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // when synctest's clock starts
	after := func(n int) time.Time { return begin.Add(time.Duration(n) * 100 * time.Millisecond) }
	type end struct {
		round, speed int
		ended        bool
	}
	var got []end
	play(t, ErrFinished, func(f Frame) { got = append(got, end{f.Round, int(f.Speed()), f.RoundEnded}) },
		check.Snapshot{Round: 3, Rounds: 3, Checked: 10, Since: after(5), Ended: []check.Snapshot{
			{Round: 1, Checked: 50, Since: begin, Until: after(2)},
			{Round: 2, Checked: 10, Since: after(4), Until: after(5)}}})
	want := []end{{1, 250, true}, {2, 100, true}, {3, 20, false}, {3, 20, true}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(end{})); diff != "" {
		t.Error(diff)
	}
}

// TestRatesStartAnew makes sure that a new round's smaller numbers are not
// taken for a negative rate.
func TestRatesStartAnew(t *testing.T) {
	play(t, ErrFinished, func(f Frame) {
		if f.Speed() < 0 {
			t.Errorf("speed %v in round %d", f.Speed(), f.Round)
		}
	},
		check.Snapshot{Round: 1, Rounds: 2, Checked: 1000, Share: 0.5},
		check.Snapshot{Round: 1, Rounds: 2, Checked: 2000, Share: 1, Waiting: true},
		check.Snapshot{Round: 2, Rounds: 2, Checked: 3, Share: 0.1},
	)
}

// TestRateOfTheFirstLook has a run that is over before it was looked at twice.
func TestRateOfTheFirstLook(t *testing.T) {
	begin := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // when synctest's clock starts
	play(t, ErrFinished, func(f Frame) {
		if f.Speed() != 50 {
			t.Errorf("speed %v", f.Speed())
		}
	}, check.Snapshot{Round: 1, Rounds: 1, Since: begin, Checked: 50, Share: 1})
}

func TestEvery(t *testing.T) {
	var got []seen
	play(t, ErrFinished, Every(3*time.Second, remember(&got)),
		check.Snapshot{Round: 1, Rounds: 2, Checked: 1},
		check.Snapshot{Round: 1, Rounds: 2, Checked: 2},
		check.Snapshot{Round: 1, Rounds: 2, Checked: 3},
		check.Snapshot{Round: 1, Rounds: 2, Checked: 4},
		check.Snapshot{Round: 1, Rounds: 2, Checked: 5, Waiting: true},
		check.Snapshot{Round: 2, Rounds: 2, Checked: 6},
	)
	want := []seen{
		{Round: 1, Checked: 1},
		{Round: 1, Checked: 4},
		{Round: 1, Checked: 5, Ended: true},
		{Round: 2, Checked: 6, Ended: true, Last: true, Fin: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
