package report_test

import (
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/report"
)

// TestState tells what differs besides keys, and what was left out.
func TestState(t *testing.T) {
	r := equalRun()
	r.Summary.State = 12
	r.State = []compare.StateDifference{{Kind: "function", Name: "lib\x1b[31m", Difference: "on the source only"}, {Kind: "user", Name: "bob", Difference: "differs"}}
	const ids = "IDs that streams remember to drop repeated entries (IDMP)"
	r.NotCompared = []record.LeftOut{
		{NotCompared: compare.NotCompared{What: "functions", Side: "target", Why: "NOPERM this user has no permissions to run the 'function|list' command"}, Times: 1},
		{NotCompared: compare.NotCompared{What: "settings of streams", Side: "both", Why: "only one side has them"}, Times: 1200},
		{NotCompared: compare.NotCompared{What: "functions", Side: "both", Why: "FUNCTION LIST: ERR unknown command"}, Times: 1},
		{NotCompared: compare.NotCompared{What: ids, Side: "target", Why: "no command lists them"}, Times: 1200},
		{NotCompared: compare.NotCompared{What: "users", Side: "both", Why: "no room"}, Times: 1},
	}
	var b strings.Builder
	if err := report.Text(&b, r, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"  function lib\\x1b[31m: on the source only\n", "  user bob: differs\n", "  and 10 more: ",
		"  functions on the target: NOPERM this", "  settings of streams (1,200 keys): only one side has them\n",
		"  functions: FUNCTION LIST: ERR unknown command\n",
		"  " + ids + "\n    on the target (1,200 keys): no command lists them\n  and more: SELECT * FROM not_compared\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}
