package report_test

import (
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

func TestRecheckLine(t *testing.T) {
	const early = "It is of a run that ended early"
	tests := []struct {
		again        record.Recheck
		differ, lost int64
		partial      string
		want, not    string
	}{
		{record.Recheck{File: "r.3", Keys: 1234}, 2, 0, "", "r.3: 1,234 -> 2 still differ, 1,232 are the same now\n", early},
		{record.Recheck{File: "r.3", Keys: 2}, 1, 0, "", "r.3: 2 -> 1 still differs, 1 is the same now\n", "read"},
		{record.Recheck{File: "r\n.3", Keys: 4, Partial: true}, 0, 3, "", "-> 0 still differ, 1 is the same now, 3 could not be read\n" + early, "r\n"},
		{record.Recheck{File: "r.3", Keys: 4}, 3, 0, "gone", "", "->"},
		{record.Recheck{}, 3, 0, "", "", "->"},
	}
	for _, tt := range tests {
		r := report.Result{Recheck: tt.again, Checked: tt.again.Keys, Partial: tt.partial, Held: [2]int64{1, 9},
			Summary: check.Summary{Keys: map[compare.Cell]int64{{Type: "string", Kind: value.Value}: tt.differ}, Unverified: tt.lost}}
		var b strings.Builder
		must(t, report.Text(&b, r, false))
		if got := b.String(); !strings.Contains(got, tt.want) || strings.Contains(got, tt.not) {
			t.Errorf("%+v:\n%s", tt, got)
		}
	}
}
