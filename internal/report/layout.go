package report

import (
	"strings"

	"github.com/redis-full-check/redis-full-check/internal/text"
)

// align pads the cells of a table: the first columns, as many as left says, on
// the right, the others on the left, with two spaces between them.
func align(rows [][]string, left int) []string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], text.Columns(cell))
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
		pad := strings.Repeat(" ", widths[i]-text.Columns(cell))
		if i < left {
			cells[i] = cell + pad
		} else {
			cells[i] = pad + cell
		}
	}
	return strings.TrimRight(strings.Join(cells, "  "), " ")
}
