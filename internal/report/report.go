// Package report tells people and programs what a run found. Each format is a
// file: it takes findings and an io.Writer, and neither opens files nor talks
// to a server.
package report

import (
	"fmt"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
)

// Result is what there is to tell at the end of a run.
type Result struct {
	Summary   check.Summary
	File      string          // the result file, as the user would name it
	Rounds    int             // rounds that ran
	Checked   int64           // keys compared in the first round
	Databases []int           // that were looked at, of the source
	How       string          // what was compared: "full value and expiry"
	Elapsed   time.Duration   // of the whole run
	Reasons   []record.Reason // why keys are unverified, the commonest first
	Late      int             // keys that differed and were only late
	Lag       time.Duration   // the largest that was seen; 0 if none was
	Unsettled int             // keys that are unverified since they moved all the time
	Partial   string          // why the run ended early; "" if it did not
	Empty     string          // what there was if no key was compared; "" if that is as it should be

	Recheck record.Recheck    // which keys they were, if not all
	Target  check.TargetSweep // whether keys were looked for that only the target has

	Held [2]int64 // keys of both sides; check.Unsteady if unknown

	State       []compare.StateDifference // what differs besides keys, the first of it
	NotCompared []record.LeftOut          // what was left out, the commonest first
}

// Closing is the last line a run prints, in the words of redis-full-check 1.x.
func Closing(s check.Summary) string {
	return fmt.Sprintf("all finish successfully, totally %d keys or fields conflict", s.Total())
}
