package check

import (
	"fmt"
	"strings"
	"time"
)

// Settled is what a run learned of the replication from keys that differed at first.
type Settled struct {
	Late      int             // keys that turned out to be late
	Unsettled int             // keys without a verdict
	Lags      []time.Duration // those that were witnessed, a key each, sorted
	Lag       time.Duration   // the largest, or the least that it can have been
	Histogram string          // of the lags; see histogram
	Took      time.Duration   // by the looks after the last round
}

// histogram tells how many keys were late by how much, as "50ms:3 100ms:12": 3 by at
// most 50 ms, 12 more by at most 100 ms. The lags have to be sorted.
func (s Settled) histogram() string {
	var out []string
	bound, n := time.Millisecond, 0
	steps := [...]int{2, 5, 10}
	unit := bound
	for i := 0; len(s.Lags) > n; i++ {
		before := n
		for n < len(s.Lags) && s.Lags[n] <= bound {
			n++
		}
		if n > before {
			out = append(out, fmt.Sprintf("%v:%d", bound, n-before))
		}
		bound = unit * time.Duration(steps[i%len(steps)])
		if i%len(steps) == len(steps)-1 {
			unit *= 10
		}
	}
	return strings.Join(out, " ")
}
