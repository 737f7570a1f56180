package report_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/keyname"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// equalRun is a run that found nothing.
func equalRun() report.Result {
	return report.Result{
		File: "result.db.3", Rounds: 1, Checked: 1234567, How: "full value and expiry", Elapsed: 12300 * time.Millisecond,
	}
}

// conflictRun is a run that found a bit of everything.
func conflictRun() report.Result {
	r := equalRun()
	r.Rounds, r.Elapsed = 3, 72*time.Second
	r.Summary = check.Summary{
		Keys: map[compare.Cell]int64{
			{Type: "string", Kind: value.LackTarget}: 1203, {Type: "string", Kind: value.Value}: 12,
			{Type: "hash", Kind: value.Value}: 20, {Type: "hash", Kind: value.TTL}: 3,
			{Type: "stream", Kind: value.TypeKind}: 1, {Type: "ReJSON-RL", Kind: value.Value}: 1,
		},
		Fields: map[compare.Cell]int64{
			{Type: "hash", Kind: value.LackTarget}: 4, {Type: "hash", Kind: value.LackSource}: 1,
			{Type: "hash", Kind: value.Value}: 20480,
		},
		MoreFields: 100000,
		Unverified: 14,
		Largest: []keyname.Count{
			{Name: "user:*", Count: 1180}, {Name: "session:*:cart", Count: 40}, {Name: "用户:*", Count: 12},
			{Name: "*t*cache:\x00\u202e" + strings.Repeat("very-long-", 20), Count: 8},
		},
	}
	r.Reasons = []record.Reason{
		{Text: "LOADING Redis is loading the dataset in memory", Count: 13, Key: "user:17"},
		{Text: "NOPERM this user has no permissions to access one of the keys used as arguments", Count: 1, Key: "secret\n"},
	}
	return r
}

// manyRun is a run that found more than there is room for.
func manyRun() report.Result {
	r := conflictRun()
	r.Databases = []int{0, 1, 5}
	r.Summary.DBs = map[int]int64{0: 1200, 1: 30, 5: 10}
	for i := range 10 {
		name := "module-" + string(rune('a'+i))
		r.Summary.Keys[compare.Cell{Type: name, Kind: value.LackTarget}] = 12345678
		r.Summary.Largest = append(r.Summary.Largest[:min(i, 4)], keyname.Count{Name: name + ":*", Count: int64(100 - i)})
	}
	r.Summary.Largest = nil
	for i := range 10 {
		r.Summary.Largest = append(r.Summary.Largest, keyname.Count{Name: "family-" + string(rune('a'+i)) + ":*", Count: int64(1000 - i)})
	}
	r.Summary.Families = 24
	return r
}

// With the verdict, the closing line and a prompt the largest report fits on a
// terminal of 24 lines.
func TestTextFits24Lines(t *testing.T) {
	for name, r := range map[string]report.Result{"many": manyRun(), "conflicts": conflictRun()} {
		rows := 2
		for line := range strings.Lines(written(t, r, false)) {
			rows += 1 + (len(line)-2)/80
		}
		if rows > 24 {
			t.Errorf("%s: %d lines", name, rows)
		}
	}
}

// TestVerdicts has every verdict, and its words.
func TestVerdicts(t *testing.T) {
	keys := func(n int64) map[compare.Cell]int64 {
		return map[compare.Cell]int64{{Type: "hash", Kind: value.Value}: n}
	}
	for _, tt := range []struct {
		name   string
		change func(*report.Result)
		want   report.Verdict
		line   string
	}{
		{"same", func(*report.Result) {}, report.Same, "THE SAME: 1,234,567 of 1,234,567 keys, full value and expiry"},
		{"different", func(r *report.Result) { r.Summary.Keys = keys(2) }, report.Different,
			"NOT THE SAME: 2 of 1,234,567 keys differ (2 value); 0 could not be read"},
		{"one", func(r *report.Result) { r.Summary.Keys, r.Checked = keys(1), 1 }, report.Different,
			"NOT THE SAME: 1 of 1 key differs (1 value); 0 could not be read"},
		{"every kind", func(r *report.Result) { r.Summary = conflictRun().Summary }, report.Incomplete,
			"NOT THE SAME: 1,240 of 1,234,567 keys differ (1,203 missing on the target, 33 value, 3 ttl, 1 type); 14 could not be read"},
		{"unread", func(r *report.Result) { r.Summary.Unverified = 14 }, report.Incomplete,
			"NOT PROVED: no difference found, but 14 of 1,234,567 keys could not be read"},
		{"unread and different", func(r *report.Result) { r.Summary.Unverified, r.Summary.Keys = 100008, keys(3) }, report.Incomplete,
			"NOT THE SAME: 3 of 1,234,567 keys differ (3 value); 100,008 could not be read"},
		{"nothing", func(r *report.Result) { r.Checked, r.Empty = 0, "the source is empty" }, report.Nothing,
			"NOTHING COMPARED: the source is empty"},
		{"nothing, as it should be", func(r *report.Result) { r.Checked = 0 }, report.Same, "THE SAME: 0 of 0 keys, full value and expiry"},
		{"partial", func(r *report.Result) { r.Partial = "gone\x1b" }, report.Partial,
			`NOT PROVED: no difference in 1,234,567 keys so far; the run ended early: gone\x1b`},
		{"partial and different", func(r *report.Result) { r.Partial, r.Summary.Keys = "gone", keys(3) }, report.Partial,
			"NOT THE SAME: 3 of 1,234,567 keys differ (3 value); 0 could not be read; the run ended early: gone"},
	} {
		r := equalRun()
		tt.change(&r)
		if r.Verdict() != tt.want || report.VerdictLine(r) != tt.line {
			t.Errorf("%s: %v, %s", tt.name, r.Verdict(), report.VerdictLine(r))
		}
	}
}

func TestTextGolden(t *testing.T) {
	partial := conflictRun()
	partial.Partial = "scan node 10.0.0.1:7000: dial tcp 10.0.0.1:7000: connect: connection refused"
	nothing := equalRun()
	nothing.Partial = "interrupted"
	unread := equalRun()
	unread.Summary.Unverified, unread.Reasons = 14, conflictRun().Reasons
	none := equalRun()
	none.Checked, none.Empty = 0, "the source is empty, the target holds 200,006 keys: are -s and -t exchanged?"
	one := equalRun()
	one.Summary.Keys = map[compare.Cell]int64{{Type: "string", Kind: value.TTL}: 1}
	one.Summary.Largest, one.File = []keyname.Count{{Name: "user:*", Count: 1}}, "it's here/result.db.1"
	for name, r := range map[string]report.Result{
		"many": manyRun(), "equal": equalRun(), "conflicts": conflictRun(), "partial": partial,
		"partial-nothing": nothing, "unverified": unread, "one": one, "no-key": none,
	} {
		t.Run(name, func(t *testing.T) { golden(t, name+".txt", written(t, r, false)) })
	}
	golden(t, "conflicts-colour.txt", written(t, conflictRun(), true))
}

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		must(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	must(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s -want +got:\n%s", name, diff)
	}
}

func written(t testing.TB, r report.Result, colour bool) string {
	t.Helper()
	var b strings.Builder
	must(t, report.Text(&b, r, colour))
	must(t, r.Print(&b, colour))
	return b.String()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Colours change nothing else.
func TestColoursCanBeTakenOff(t *testing.T) {
	off := regexp.MustCompile("\x1b\\[[0-9]+m").ReplaceAllString(written(t, conflictRun(), true), "")
	if diff := cmp.Diff(written(t, conflictRun(), false), off); diff != "" {
		t.Errorf("-plain +colours taken off:\n%s", diff)
	}
}

// Whatever was found, a line has at most 80 columns and no control characters.
func TestTextKeepsTo80Columns(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.Int64Range(0, 1e15)
		cell := compare.Cell{Type: rapid.String().Draw(rt, "type"), Kind: value.LackTarget}
		var s check.Summary
		s.Keys = map[compare.Cell]int64{cell: n.Draw(rt, "keys")}
		s.Fields = map[compare.Cell]int64{cell: n.Draw(rt, "fields")}
		s.MoreFields, s.Unverified = n.Draw(rt, "more"), n.Draw(rt, "unverified")
		name := string(rapid.SliceOf(rapid.Byte()).Draw(rt, "name"))
		s.Largest = []keyname.Count{{Name: name, Count: n.Draw(rt, "count")}}
		out := written(t, report.Result{
			Summary: s, File: "result.db.3", Rounds: 3, Checked: n.Draw(rt, "checked"), How: "full value and expiry",
			Elapsed: time.Duration(n.Draw(rt, "elapsed")), Reasons: []record.Reason{{Text: name, Key: name, Count: 1}},
		}, false)
		lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		for _, line := range lines[:len(lines)-1] { // the verdict may be longer
			checkLine(rt, line)
		}
	})
}

func checkLine(t *rapid.T, line string) {
	if n := utf8.RuneCountInString(line); n > 80 {
		t.Errorf("%d columns: %q", n, line)
	}
	if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		t.Errorf("not printable: %q", line)
	}
}

func TestClosing(t *testing.T) {
	want := "all finish successfully, totally 21725 keys or fields conflict"
	if got := report.Closing(conflictRun().Summary); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// broken is a writer that fails.
type broken struct{}

var errBroken = errors.New("no space left on device")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestTextTellsThatItCannotBeWritten(t *testing.T) {
	if err := report.Text(broken{}, equalRun(), false); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}
