package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// number writes 1234567 as 1,234,567.
func number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var groups []string
	for len(digits) > 3 {
		groups = append(groups, digits[len(digits)-3:])
		digits = digits[:len(digits)-3]
	}
	groups = append(groups, digits)
	slices.Reverse(groups)
	return strings.Join(groups, ",")
}

// compact writes a number in few columns, where there is no room for all of
// it: 1.2M.
func compact(n int64) string {
	v := float64(n)
	for _, unit := range []string{"", "k", "M", "G", "T", "P"} {
		switch {
		case v < 1000 && unit == "":
			return strconv.FormatInt(n, 10)
		case v < 9.95:
			return fmt.Sprintf("%.1f%s", v, unit)
		case v < 999.5:
			return fmt.Sprintf("%.0f%s", v, unit)
		}
		v /= 1000
	}
	return number(n)
}

// Count writes a number and its noun: 1 key, 2 keys.
func Count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return number(n) + " " + noun + "s"
}

// columns is how wide s may be on a terminal: a character that is not ASCII
// may take two columns, so it counts as two.
func columns(s string) (n int) {
	for _, r := range s {
		n++
		if r >= 0x80 {
			n++
		}
	}
	return n
}

// fit makes s, which may be anything, printable and cuts it to a number of
// columns.
func fit(s string, limit int) string {
	const dots = "..."
	s = printable(s[:min(len(s), 4*width)])
	if columns(s) <= limit {
		return s
	}
	for len(s) > 0 && columns(s)+len(dots) > limit {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s + dots
}

// wrap breaks text between words, so that no line is too long.
func wrap(text string) string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return strings.Join(append(lines, line), "\n")
}

// align pads the cells of a table: the first columns, as many as left says, on
// the right, the others on the left, with two spaces between them.
func align(rows [][]string, left int) []string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(cell))
		}
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = alignRow(row, widths, left)
	}
	return lines
}

func alignRow(row []string, widths []int, left int) string {
	cells := make([]string, len(row))
	for i, cell := range row {
		pad := strings.Repeat(" ", widths[i]-columns(cell))
		if i < left {
			cells[i] = cell + pad
		} else {
			cells[i] = pad + cell
		}
	}
	return strings.TrimRight(strings.Join(cells, "  "), " ")
}

// QuoteShell makes a file name one word of a shell command.
func QuoteShell(name string) string {
	safe := func(r rune) bool {
		return r == '.' || r == '/' || r == '_' || r == '-' || r == ':' ||
			'0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	if name != "" && strings.IndexFunc(name, func(r rune) bool { return !safe(r) }) < 0 {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}
