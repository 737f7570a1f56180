package redistest

import (
	"testing"
	"time"
)

const (
	pollEvery    = 10 * time.Millisecond
	settleWithin = time.Minute
)

// Eventually returns when reached says so, which it is asked again and again. It
// fails the test, with what was waited for, if that takes longer than any
// healthy server would. It is called from the test's own goroutine.
func Eventually(t testing.TB, what string, reached func() bool) {
	t.Helper()
	eventually(t, what, reached)
}

// eventually polls until reached says so and fails the test, with what was
// waited for, if that takes longer than any healthy server would.
func eventually(t testing.TB, what string, reached func() bool) {
	t.Helper()
	deadline := time.Now().Add(settleWithin)
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for !reached() {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v in vain: %s", settleWithin, what)
		}
		<-tick.C
	}
}
