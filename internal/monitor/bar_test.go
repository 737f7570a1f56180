package monitor

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// frameOf is a frame in whose window a run came from one snapshot to another.
func frameOf(from, to check.Snapshot, passed time.Duration) Frame {
	begin := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	to.Started = begin.Add(-time.Minute)
	return Frame{Snapshot: to, At: begin.Add(passed), since: sample{begin, from}}
}

func TestBarLine(t *testing.T) {
	running := frameOf(earlier(0.4), halfway(), 4*time.Second)
	troubled := running
	troubled.Unverified = 12
	huge := running
	huge.Checked, huge.since.Checked = 123_456_789_012, 123_456_000_000
	huge.Share, huge.since.Share = 0.999, 0.9989999
	waiting := running
	waiting.Waiting, waiting.Share, waiting.Resumes = true, 1, waiting.At.Add(4*time.Second)
	chosen := running
	chosen.Chosen = true
	begun := frameOf(check.Snapshot{Round: 2, Rounds: 3}, check.Snapshot{Round: 2, Rounds: 3}, 0)
	tests := []struct {
		name  string
		frame Frame
		width int
		want  string
	}{
		{"wide", running, 140,
			"round 1/3 [####################--------------------]   50%  1,500,000 of 3,000,000 keys  75,000/s  1,234 conflicts  1m04s, 20s left"},
		{"usual", running, 80,
			"round 1/3   50%  1.5M of 3.0M keys  75k/s  1.2k conflicts  1m04s, 20s left"},
		{"narrow", running, 60,
			"round 1/3   50%  1.5M keys  1.2k conflicts  1m04s, 20s left"},
		{"tiny", running, 20,
			"round 1/3   50%"},
		{"nothing fits", running, 5, ""},
		{"unverified keys, wide", troubled, 140,
			"round 1/3 [################-----------------]   50%  1,500,000 of 3,000,000 keys  75,000/s  1,234 conflicts  12 unverified  1m04s, 20s left"},
		{"unverified keys", troubled, 80,
			"round 1/3   50%  1.5M keys  1.2k conflicts  12 unverified  1m04s, 20s left"},
		{"huge", huge, 80,
			"round 1/3 [#####-]   99%  123G keys  197k/s  1.2k conflicts  1m04s, 11h06m left"},
		{"waiting", waiting, 80,
			"round 1/3 [###########]  100%  1.5M of 3.0M keys  1.2k conflicts  round 2 in 4s"},
		{"some keys", chosen, 80,
			"round 1/3 [#####-----]   50%  1.5M keys  75k/s  1.2k conflicts  1m04s, 20s left"},
		{"a round begins", begun, 80,
			"round 2/3 [----------------------------]    0%  0 keys  0/s  0 conflicts  1m00s"},
		{"no round yet", Frame{}, 80, "starting"},
	}
	for _, tt := range tests {
		if got := barLine(tt.frame, tt.width-1); got != tt.want {
			t.Errorf("%s:\ngot  %q\nwant %q", tt.name, got, tt.want)
		}
	}
}

// TestBarNeverWraps draws any numbers at any width.
func TestBarNeverWraps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := check.Snapshot{
			Round: rapid.IntRange(0, 999).Draw(t, "round"), Rounds: 999,
			Checked:    rapid.Int64Min(0).Draw(t, "checked"),
			Unverified: rapid.Int64Min(0).Draw(t, "unverified"),
			Share:      rapid.Float64Range(-0.5, 1.5).Draw(t, "share"),
			Waiting:    rapid.Bool().Draw(t, "waiting"),
			ByType:     map[compare.Cell]int64{{Type: "set", Kind: value.Value}: rapid.Int64Min(0).Draw(t, "conflicts")},
		}
		passed := time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "passed"))
		width := rapid.IntRange(1, 200).Draw(t, "width")
		line := barLine(frameOf(check.Snapshot{Round: s.Round}, s, passed), width-1)
		if len(line) >= width || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Fatalf("width %d: %q", width, line)
		}
	})
}

// screen is a terminal of one width that knows carriage returns and newlines.
type screen struct {
	width  int
	lines  []string
	line   []byte
	column int
}

func (s *screen) Write(text []byte) (int, error) {
	for _, c := range text {
		switch c {
		case '\r':
			s.column = 0
		case '\n':
			s.lines, s.line, s.column = append(s.lines, string(s.line)), nil, 0
		default:
			s.put(c)
		}
	}
	return len(text), nil
}

func (s *screen) put(c byte) {
	if s.column == s.width {
		s.lines, s.line, s.column = append(s.lines, string(s.line)), nil, 0
	}
	s.line = append(s.line[:s.column], append([]byte{c}, s.line[min(s.column+1, len(s.line)):]...)...)
	s.column++
}

func (s *screen) String() string {
	var b strings.Builder
	for _, l := range append(s.lines, string(s.line)) {
		fmt.Fprintln(&b, strings.TrimRight(l, " "))
	}
	return b.String()
}

func TestBarOnTerminal(t *testing.T) {
	s := &screen{width: 80}
	bar := &Bar{out: s, width: func() int { return s.width }}
	show := func(want string) {
		t.Helper()
		if got := s.String(); got != want {
			t.Errorf("the terminal shows\n%q, want\n%q", got, want)
		}
	}
	half := "round 1/3   50%  1.5M of 3.0M keys  75k/s  1.2k conflicts  1m04s, 20s left\n"
	bar.Paint(Frame{})
	show("starting\n")
	bar.Paint(frameOf(earlier(0.4), halfway(), 4*time.Second))
	show(half)
	if _, err := fmt.Fprintln(bar, "level=WARN msg=slow"); err != nil {
		t.Fatal(err)
	}
	show("level=WARN msg=slow\n" + half)
	bar.Paint(Frame{})
	show("level=WARN msg=slow\nstarting\n")
	s.width = 60
	bar.Paint(frameOf(earlier(0.4), halfway(), 4*time.Second))
	show("level=WARN msg=slow\nround 1/3   50%  1.5M keys  1.2k conflicts  1m04s, 20s left\n")
	bar.Paint(Frame{Last: true})
	show("level=WARN msg=slow\n\n")
	if s.column != 0 {
		t.Errorf("the bar leaves the cursor in column %d", s.column)
	}
}

func TestNoBarWithoutTerminal(t *testing.T) {
	if NewBar(new(bytes.Buffer)) != nil {
		t.Error("a bar in a buffer")
	}
}
