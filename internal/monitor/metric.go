package monitor

import (
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// Metric writes the numbers of a run as lines of JSON, with the keys of
// redis-full-check 1.x.
type Metric struct {
	Out               io.Writer // gets a whole line a call
	ID, JobID, TaskID string    // carried into each line
}

// Paint writes a line. Where the run ends it writes two, as 1.x did: the end of
// the last round, then the end of it all, which alone has the totals.
func (m Metric) Paint(f Frame) {
	if f.Round == 0 {
		return
	}
	if !f.Last || f.RoundEnded {
		m.write(m.line(f))
	}
	if f.Finished {
		m.write(m.line(f).total(f))
	}
}

// write is silent about errors: a log that cannot be written to is no reason
// to break off a run.
func (m Metric) write(l metricLine) {
	text, err := json.Marshal(l)
	if err != nil {
		return
	}
	_, _ = m.Out.Write(append(text, '\n'))
}

// metricLine is the Metric object of 1.x.
type metricLine struct {
	DateTime           string                        `json:"datetime"`
	Timestamp          int64                         `json:"timestamp"`
	Round              int                           `json:"comparetimes"`
	ID                 string                        `json:"id"`
	JobID              string                        `json:"jobid"`
	TaskID             string                        `json:"taskid"`
	DB                 int                           `json:"db"`
	DBKeys             int64                         `json:"dbkeys"`
	Process            int64                         `json:"process"` // percent of all rounds
	RoundFinished      bool                          `json:"has_finished"`
	AllFinished        bool                          `json:"all_finished"`
	KeyScan            counter                       `json:"key_scan"`
	TotalConflict      int64                         `json:"total_conflict"`
	TotalKeyConflict   int64                         `json:"total_key_conflict"`
	TotalFieldConflict int64                         `json:"total_field_conflict"`
	Keys               map[string]map[string]counter `json:"key_stat"`
	Fields             map[string]map[string]counter `json:"field_stat"`
}

// counter is a number of the round and its growth a second.
type counter struct {
	Total int64 `json:"total"`
	Speed int64 `json:"speed"`
}

func (m Metric) line(f Frame) metricLine {
	at := f.At.UTC()
	return metricLine{
		DateTime: at.Format(time.RFC3339), Timestamp: at.Unix(),
		ID: m.ID, JobID: m.JobID, TaskID: m.TaskID,
		Round: f.Round, DB: f.DB, DBKeys: f.DBKeys,
		Process:       percentOfRun(f),
		RoundFinished: f.RoundEnded,
		KeyScan:       count(f, func(s check.Snapshot) int64 { return s.Scanned }),
		Keys:          table(f, func(s check.Snapshot) map[compare.Cell]int64 { return s.ByType }),
		Fields:        table(f, func(s check.Snapshot) map[compare.Cell]int64 { return s.Fields }),
	}
}

// total makes a line that of a finished run.
func (l metricLine) total(f Frame) metricLine {
	l.RoundFinished, l.AllFinished, l.Process = true, true, 100
	l.TotalKeyConflict, l.TotalFieldConflict = conflicts(f.ByType), conflicts(f.Fields)
	l.TotalConflict = l.TotalKeyConflict + l.TotalFieldConflict
	return l
}

// percentOfRun counts each round for the same.
func percentOfRun(f Frame) int64 {
	return text.PercentOf((float64(f.Round-1) + f.Share) / float64(max(f.Rounds, 1)))
}

// count rounds speeds up, as 1.x did, so that only what stands still has none.
func count(f Frame, number func(check.Snapshot) int64) counter {
	rate := f.Rate(func(s check.Snapshot) float64 { return float64(number(s)) })
	return counter{number(f.Snapshot), int64(math.Ceil(rate))}
}

// table counts by type and kind. A type of Redis is there even if nothing was
// counted of it.
func table(f Frame, cells func(check.Snapshot) map[compare.Cell]int64) map[string]map[string]counter {
	t := make(map[string]map[string]counter)
	for _, name := range []string{"string", "hash", "list", "set", "zset", "stream", "none"} {
		t[name] = make(map[string]counter)
	}
	for cell, n := range cells(f.Snapshot) {
		if n == 0 {
			continue
		}
		name := strings.Trim(strconv.QuoteToASCII(cell.Type), `"`) // a server may call its types anything
		if t[name] == nil {
			t[name] = make(map[string]counter)
		}
		t[name][string(cell.Kind)] = count(f, func(s check.Snapshot) int64 { return cells(s)[cell] })
	}
	return t
}
