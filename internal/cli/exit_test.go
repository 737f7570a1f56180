package cli

import (
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/report"
)

// TestStatusOfVerdicts has a status for each verdict.
func TestStatusOfVerdicts(t *testing.T) {
	for verdict, want := range map[report.Verdict]exit{
		report.Same: 0, report.Different: 1, report.Partial: 2, report.Incomplete: 3, report.Nothing: 4,
	} {
		if got := statusOf(verdict); got != want {
			t.Errorf("verdict %d ends with %d, want %d", verdict, got, want)
		}
	}
}
