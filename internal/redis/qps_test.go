package redis

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestQPS admits so many batches a second, whatever else goes on.
func TestQPS(t *testing.T) {
	batch, page, part := Exchange{Keys: 256, Share: 1}, Exchange{Commands: 1, Share: 1}, Exchange{Keys: 20, Share: 0.25}
	for _, c := range []struct {
		name string
		ask  []Exchange // again and again
		want time.Duration
	}{
		{"batches", []Exchange{batch}, 39 * 25 * time.Millisecond},
		{"pages of SCAN between them", []Exchange{batch, page}, 39 * 25 * time.Millisecond},
		{"pages of SCAN", []Exchange{page}, 39 * 25 * time.Millisecond},
		{"batches on four nodes", []Exchange{part, part, part, part}, 39 * 25 * time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			q, start := NewQPS(40), time.Now()
			for range 40 {
				for _, x := range c.ask {
					if err := q.Before(t.Context(), x); err != nil {
						t.Fatal(err)
					}
				}
			}
			if took := time.Since(start); (took - c.want).Abs() > 10*time.Microsecond {
				t.Errorf("%s: %v, not %v", c.name, took, c.want)
			}
		})
	}
}
