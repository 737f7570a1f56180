package compare

import (
	"testing"
	"time"
)

// TestRanOut forgives that a key is missing only if its time may have run out
// between the two answers.
func TestRanOut(t *testing.T) {
	for _, c := range []struct {
		left         int64 // milliseconds
		took         time.Duration
		ended, again bool
	}{
		{noExpiry, time.Millisecond, false, false},
		{noKey, time.Millisecond, false, true},
		{0, 0, true, false},
		{1, 100 * time.Microsecond, true, false},
		{2, 100 * time.Microsecond, false, false},
		{900, 20 * time.Millisecond, false, false},
		{20, 20 * time.Millisecond, true, false},
		{22, 20 * time.Millisecond, false, false},
		{900, 30 * time.Second, false, true}, // the exchange was held up
		{60000, 30 * time.Second, false, false},
	} {
		if ended, again := ranOut(c.left, c.took); ended != c.ended || again != c.again {
			t.Errorf("%d ms left, %v: %v %v", c.left, c.took, ended, again)
		}
	}
}
