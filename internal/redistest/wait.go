package redistest

import (
	"testing"
	"time"
)

const (
	pollEvery    = 10 * time.Millisecond
	settleWithin = 30 * time.Second
)

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
