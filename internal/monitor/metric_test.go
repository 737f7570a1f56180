package monitor

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/check"
)

var update = flag.Bool("update", false, "write the golden files")

// TestMetricGolden plays a run of two rounds: two looks at the first, of which
// one sees its end, and one at the second, whose end is that of the run.
func TestMetricGolden(t *testing.T) {
	var out bytes.Buffer
	m := Metric{Out: &out, ID: "r1", JobID: "j2", TaskID: "t3"}
	over, second := halfway(), halfway()
	over.Share, over.Waiting = 1, true
	second.Round, second.Share, second.Rounds = 2, 1, 2
	over.Rounds = 2
	first := earlier(0.4)
	first.Rounds = 2
	play(t, ErrFinished, m.Paint, check.Snapshot{}, first, over, second)

	var pretty bytes.Buffer
	for line := range strings.Lines(out.String()) {
		if err := json.Indent(&pretty, []byte(line), "", "  "); err != nil {
			t.Fatal(err)
		}
	}
	golden(t, "metric.golden", pretty.String())
}

// TestMetricKeys is the compatibility table: the keys of 1.x in its order.
func TestMetricKeys(t *testing.T) {
	text, err := json.Marshal(metricLine{})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"datetime":"","timestamp":0,"comparetimes":0,"id":"","jobid":"","taskid":"","db":0,"dbkeys":0,` +
		`"process":0,"has_finished":false,"all_finished":false,"key_scan":{"total":0,"speed":0},` +
		`"total_conflict":0,"total_key_conflict":0,"total_field_conflict":0,"key_stat":null,"field_stat":null}`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
}

// TestMetricBrokenOff makes sure that only a finished run says so.
func TestMetricBrokenOff(t *testing.T) {
	var out bytes.Buffer
	play(t, context.Canceled, Metric{Out: &out}.Paint, earlier(0.4), halfway())
	if strings.Count(out.String(), "\n") != 2 || strings.Contains(out.String(), `finished":true`) {
		t.Errorf("got %s", out.String())
	}
}

// golden compares text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}
