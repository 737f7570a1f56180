package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/plan"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// shownDatabases is how many databases are shown.
const shownDatabases = 16

// databaseTable writes numbers in full if there is room for them.
func databaseTable(dbs []plan.Database) [][]string {
	rows := databaseRows(dbs, text.Number)
	if slices.ContainsFunc(align(rows, 1), func(line string) bool { return text.Columns(line) > width }) {
		return databaseRows(dbs, text.Compact)
	}
	return rows
}

func databaseRows(dbs []plan.Database, number func(int64) string) [][]string {
	if len(dbs) == 0 {
		return nil
	}
	rows := [][]string{{"", "source", "target", "missing", "expiring"}}
	for i, d := range dbs {
		if i == shownDatabases {
			return append(rows, []string{fmt.Sprintf("  and %d more", len(dbs)-i)})
		}
		rows = append(rows, databaseRow(d, number))
	}
	return rows
}

func databaseRow(d plan.Database, number func(int64) string) []string {
	if !d.Counted {
		return []string{"  " + databaseName(d), "?", "?", "?", ""}
	}
	return []string{"  " + databaseName(d), number(d.Keys[0]), number(d.Keys[1]), signed(d.Missing(), number),
		number(d.Expires[0]) + " / " + number(d.Expires[1])}
}

// databaseName is that of the target, with those of the source if they are others.
func databaseName(d plan.Database) string {
	if len(d.Source) == 0 || len(d.Source) == 1 && d.Source[0] == d.Target {
		return fmt.Sprintf("db%d", d.Target)
	}
	return text.Truncate(fmt.Sprintf("db%s to db%d", strings.Trim(strings.ReplaceAll(fmt.Sprint(d.Source), " ", ","), "[]"), d.Target), 20)
}

// signed writes how many keys the target lacks, or has more.
func signed(missing int64, number func(int64) string) string {
	if missing < 0 {
		return number(-missing) + " more"
	}
	return number(missing)
}

func slotRows(s plan.Slots) [][]string {
	rows := [][]string{{"", "source", "target", "missing"}}
	for _, slot := range s.Most {
		rows = append(rows, []string{fmt.Sprintf("  slot %d", slot.Slot), text.Number(slot.Keys[0]), text.Number(slot.Keys[1]),
			signed(slot.Keys[0]-slot.Keys[1], text.Number)})
	}
	switch more := s.Differ - len(s.Most); {
	case s.Differ == 0:
		rows = append(rows, []string{"  all 16,384 hold as many keys on both sides"})
		rows[0] = rows[0][:1]
	case more > 0:
		rows = append(rows, []string{"  and " + text.Count(int64(more), "slot") + " more"})
	}
	return rows
}

// sizeRows tells of each type that a side has how many keys there are and how large the largest
// are.
func sizeRows(sizes []plan.Sizes) [][]string {
	if len(sizes) == 0 {
		return nil
	}
	rows := [][]string{{"", "source", "target", "largest"}}
	for _, s := range sizes {
		if len(s.Bins) == 0 {
			continue
		}
		unit := " elements"
		if s.Type == "string" {
			unit = " bytes"
		}
		from := s.Bins[len(s.Bins)-1].From
		largest := fmt.Sprintf("%s to %s%s", text.Compact(from), text.Compact(max(2*from-1, from)), unit)
		rows = append(rows, []string{"  " + s.Type, told(s.Keys[0]), told(s.Keys[1]), largest})
	}
	if len(rows) == 1 {
		return nil
	}
	return rows
}

func told(n *int64) string {
	if n == nil {
		return "-"
	}
	return text.Number(*n)
}
