package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/keyname"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// families writes where most of the keys are that differ: in which databases
// and under which names, in so many lines of the terminal.
func (p *page) families(s check.Summary, room int) {
	const least, most = 2, 5
	rows := min(max(room-2, least), most) // after a blank line and the title
	p.plain("")
	p.line(bold, "where they are"+inDatabases(s))
	p.plain(familyRows(s, rows)...)
}

// inDatabases counts the keys of each database, if there are others than 0.
func inDatabases(s check.Summary) string {
	const most = 5
	var dbs []int
	for db := range s.DBs {
		dbs = append(dbs, db)
	}
	slices.Sort(dbs)
	if len(dbs) == 0 || slices.Equal(dbs, []int{0}) {
		return ""
	}
	var parts []string
	for _, db := range dbs[:min(len(dbs), most)] {
		parts = append(parts, fmt.Sprintf("%s in database %d", text.Number(s.DBs[db]), db))
	}
	if more := len(dbs) - most; more > 0 {
		parts = append(parts, "others in "+text.Count(int64(more), "database")+" more")
	}
	return ": " + strings.Join(parts, ", ")
}

// familyRows writes families in one column, or in two if there are many. The
// last place counts those that are left out.
func familyRows(s check.Summary, rows int) []string {
	total := max(int(s.Families), len(s.Largest))
	lanes := 1
	if total > rows {
		lanes = 2
	}
	shown := min(len(s.Largest), rows*lanes)
	if total > shown {
		shown = min(shown, rows*lanes-1)
	}
	cells := familyCells(s.Largest[:shown], width/lanes-1)
	if more := total - shown; more > 0 {
		cells = append(cells, "  and "+text.Number(int64(more))+" more "+text.Plural(int64(more), "family", "families"))
	}
	rows = (len(cells) + lanes - 1) / lanes
	lines := make([]string, rows)
	for i, cell := range cells {
		if i < rows && i+rows < len(cells) {
			cell += strings.Repeat(" ", width/lanes-text.Columns(cell))
		}
		lines[i%rows] += cell
	}
	return lines
}

// familyCells are families with their numbers, each at most so wide.
func familyCells(families []keyname.Count, room int) []string {
	counts := make([]int64, len(families))
	for i, f := range families {
		counts[i] = f.Count
	}
	return counted(counts, room, func(i, room int) string { return text.Truncate(families[i].Name, room) })
}
