package monitor_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/monitor"
	"github.com/redis-full-check/redis-full-check/internal/pace"
)

// TestStatus writes a line when asked, and only then.
func TestStatus(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	asked := make(chan os.Signal, 1)
	paint := monitor.Status(&out, asked)
	now := time.Unix(1000, 0)
	for _, f := range []monitor.Frame{
		{At: now},
		{At: now, Snapshot: check.Snapshot{Started: now.Add(-time.Minute), Round: 2, Rounds: 3, Keys: 4000, Checked: 1234, Share: 0.3}},
		{At: now, Snapshot: check.Snapshot{Round: 1, Rounds: 1, Checked: 7, Paced: []pace.Held{
			{Side: "source", Node: "a:1", Limit: pace.Limit{Cause: pace.Shared}, Last: pace.Shared, Others: 42_000}}}},
	} {
		paint(f)
		asked <- os.Interrupt
		paint(f)
		paint(f)
	}
	want := "starting\nround 2/3  30%  1,234 of 4,000 keys  0/s  0 conflicts  1m00s\n" +
		"round 1/1  0%  7 keys  0/s  0 conflicts  0s  paced: source a:1 runs 42000 commands a second of others\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
