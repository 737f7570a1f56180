package report

import (
	"cmp"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/text"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// mostTypes is how many data types are told apart.
const mostTypes = 7

// table writes the conflicts by type, a column for each kind.
func (p *page) table(s check.Summary) {
	lines := align(tableRows(s, text.Number), 1)
	if text.Columns(lines[0]) > width {
		lines = align(tableRows(s, text.Compact), 1)
	}
	p.plain("")
	p.line(bold, lines[0])
	p.plain(lines[1 : len(lines)-1]...)
	p.line(bold, lines[len(lines)-1])
	if s.MoreFields > 0 {
		p.line(dim, "and "+text.Count(s.MoreFields, "more field")+", counted but not recorded")
	}
}

// tableRows are the cells of the table, with its head and its totals.
func tableRows(s check.Summary, write func(int64) string) [][]string {
	head := []string{"type", "conflicts"}
	for _, k := range kindsIn(s) {
		head = append(head, string(k))
	}
	rows := [][]string{append(head, "fields")}
	for _, name := range typesIn(s) {
		of := func(c compare.Cell) bool { return c.Type == name }
		if name == otherTypes {
			of = func(c compare.Cell) bool { return !slices.Contains(typesIn(s), c.Type) }
		}
		rows = append(rows, tableRow(s, text.Truncate(name, 12), of, write))
	}
	return append(rows, tableRow(s, "total", func(compare.Cell) bool { return true }, write))
}

// tableRow counts the keys that differ, by kind, and their fields.
func tableRow(s check.Summary, name string, of func(compare.Cell) bool, write func(int64) string) []string {
	row := []string{name, cell(keysOf(s, of), write)}
	for _, k := range kindsIn(s) {
		row = append(row, cell(keysOf(s, func(c compare.Cell) bool { return c.Kind == k && of(c) }), write))
	}
	return append(row, cell(sum(s.Fields, of), write))
}

// cell is a number in the table; nothing is easier to overlook than a zero.
func cell(n int64, write func(int64) string) string {
	if n == 0 {
		return "-"
	}
	return write(n)
}

// kindsIn are the kinds of conflict that occur among the keys, in their order.
func kindsIn(s check.Summary) []value.Kind {
	return slices.DeleteFunc(kinds(), func(k value.Kind) bool {
		return keysOf(s, func(c compare.Cell) bool { return c.Kind == k }) == 0
	})
}

// otherTypes stands for the types beyond mostTypes.
const otherTypes = "others"

// typesIn are the types that occur, in their order.
func typesIn(s check.Summary) []string {
	var names []string
	for _, cells := range []map[compare.Cell]int64{s.Keys, s.Fields} {
		for c := range cells {
			names = append(names, c.Type)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(rank(types(), a)-rank(types(), b), cmp.Compare(a, b))
	})
	names = slices.Compact(names)
	if len(names) > mostTypes {
		names = append(names[:mostTypes-1], otherTypes)
	}
	return names
}

func types() []string { return []string{"string", "list", "hash", "set", "zset", "stream"} }

func kinds() []value.Kind {
	return []value.Kind{value.LackTarget, value.LackSource, value.TypeKind, value.Value, value.TTL}
}

// rank is the place of x in a list; what is not in it comes last.
func rank[T comparable](list []T, x T) int {
	if i := slices.Index(list, x); i >= 0 {
		return i
	}
	return len(list)
}
