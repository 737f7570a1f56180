package cli

import (
	"strings"

	"github.com/spf13/pflag"
)

// nearest is the flag that a name was most likely meant to be, nil if none is
// like it.
func (in *input) nearest(name string) *pflag.Flag {
	const typos = 2
	var found *pflag.Flag
	best := min(typos, len(name)/3) + 1
	in.each(func(f *pflag.Flag) {
		if d := distance(name, f.Name); d < best {
			found, best = f, d
		}
	})
	return found
}

// glued is the flag that a name begins with, where a value follows at once, nil
// if there is none.
func (in *input) glued(name string) *pflag.Flag {
	var found *pflag.Flag
	in.each(func(f *pflag.Flag) {
		if strings.HasPrefix(name, f.Name) && (found == nil || len(f.Name) > len(found.Name)) {
			found = f
		}
	})
	return found
}

// each visits all flags.
func (in *input) each(visit func(*pflag.Flag)) {
	for _, g := range in.groups {
		g.flags.VisitAll(visit)
	}
}

// distance is how many letters have to be put in, left out, changed or
// exchanged with the next to make one word of another.
func distance(a, b string) int {
	row := make([][]int, len(a)+1)
	for i := range row {
		row[i] = make([]int, len(b)+1)
		for j := range row[i] {
			switch {
			case i == 0 || j == 0:
				row[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				row[i][j] = row[i-1][j-1]
			default:
				row[i][j] = 1 + min(row[i-1][j-1], row[i-1][j], row[i][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[i][j] = min(row[i][j], 1+row[i-2][j-2])
			}
		}
	}
	return row[len(a)][len(b)]
}
