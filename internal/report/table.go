package report

import (
	"cmp"
	"maps"
	"slices"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// table writes the conflicts by type and kind. The kinds are rows, not
// columns, so that numbers of any size fit.
func (p *page) table(s check.Summary) {
	lines := align(tableRows(s), 2)
	p.plain("")
	p.line(bold, lines[0])
	p.plain(lines[1 : len(lines)-1]...)
	p.line(bold, lines[len(lines)-1])
	if s.MoreFields > 0 {
		p.line(dim, "and "+count(s.MoreFields, "more field")+", counted but not recorded")
	}
}

// tableRows are the cells of the table, with its head and its totals. A type
// is named once.
func tableRows(s check.Summary) [][]string {
	rows := [][]string{{"type", "conflict", "keys", "fields"}}
	var last string
	for i, c := range cells(s) {
		name := fit(c.Type, 20)
		if i > 0 && c.Type == last {
			name = ""
		}
		last = c.Type
		rows = append(rows, []string{name, string(c.Kind), cell(s.Keys[c]), cell(s.Fields[c])})
	}
	return append(rows, []string{"total", "", cell(total(s.Keys)), cell(total(s.Fields))})
}

// cell is a number in the table; nothing is easier to overlook than a zero.
func cell(n int64) string {
	if n == 0 {
		return "-"
	}
	return number(n)
}

// cells are the rows of the table in the order of types and kinds.
func cells(s check.Summary) []check.Cell {
	all := maps.Clone(s.Keys)
	if all == nil {
		all = map[check.Cell]int64{}
	}
	maps.Copy(all, s.Fields)
	return slices.SortedFunc(maps.Keys(all), func(a, b check.Cell) int {
		return cmp.Or(
			rank(types(), a.Type)-rank(types(), b.Type), cmp.Compare(a.Type, b.Type),
			rank(kinds(), a.Kind)-rank(kinds(), b.Kind), cmp.Compare(a.Kind, b.Kind))
	})
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
