package report

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/text"
)

// style is a way to stress text on a terminal.
type style string

// The styles, in the terms of ANSI terminals.
const (
	bold   style = "\x1b[1m"
	dim    style = "\x1b[2m"
	red    style = "\x1b[31m"
	green  style = "\x1b[32m"
	yellow style = "\x1b[33m"
)

// page is a text being written.
type page struct {
	strings.Builder
	colour bool
}

// line writes a line in a style.
func (p *page) line(s style, text string) {
	if p.colour && text != "" {
		text = string(s) + strings.ReplaceAll(text, "\n", "\x1b[0m\n"+string(s)) + "\x1b[0m"
	}
	p.WriteString(text + "\n")
}

// plain writes lines in no style.
func (p *page) plain(lines ...string) {
	for _, l := range lines {
		p.WriteString(l + "\n")
	}
}

// The size of the smallest terminal that a report fits on: a line of it is the
// prompt that follows.
const (
	width  = 80
	height = 24 - 1
)

// Text writes what a person wants to know at the end of a run, but for the
// verdict: what differs, where, what is unknown, and how to see the rest. With
// the verdict and the closing line it fits on a terminal of 80 columns and 24
// lines; colours are for a terminal.
func Text(w io.Writer, r Result, colour bool) error {
	p := &page{colour: colour}
	if r.Verdict() != Nothing {
		p.line(dim, strings.Join(text.Wrap(scope(r), width), "\n"))
	}
	if r.Summary.Total() > 0 {
		p.table(r.Summary)
	}
	rest := &page{colour: colour}
	if r.Summary.Unverified > 0 {
		rest.unverified(r)
	}
	rest.state(r)
	rest.notCompared(r)
	rest.hints(r)
	rest.recheck(r)
	room := height - linesOf(VerdictLine(r)) - linesOf(Closing(r.Summary))
	if r.Summary.KeyCount() > 0 {
		p.families(r.Summary, room-lines(p.String())-lines(rest.String()))
	}
	all := p.String() + rest.String()
	if lines(all) > room {
		all = strings.ReplaceAll(all, "\n\n", "\n")
	}
	if _, err := io.WriteString(w, all+r.onlyOnTarget()); err != nil {
		return fmt.Errorf("write the summary: %w", err)
	}
	return nil
}

// Print writes the verdict in a line, however long that is, so that programs
// find it.
func (r Result) Print(w io.Writer, colour bool) error {
	p := &page{colour: colour}
	styles := map[Verdict]style{Same: green, Different: red, Incomplete: yellow, Nothing: yellow, Partial: yellow}
	s := styles[r.Verdict()]
	if r.Summary.KeyCount() > 0 {
		s = red
	}
	p.line(s, VerdictLine(r))
	if _, err := io.WriteString(w, p.String()); err != nil {
		return fmt.Errorf("write the verdict: %w", err)
	}
	return nil
}

// lines is how many lines of the terminal a text takes, whatever its colours.
func lines(text string) (n int) {
	text = regexp.MustCompile("\x1b\\[[0-9]+m").ReplaceAllString(text, "")
	for line := range strings.Lines(text) {
		n += linesOf(strings.TrimSuffix(line, "\n"))
	}
	return n
}

// linesOf is how many lines of the terminal a line takes.
func linesOf(line string) int { return 1 + max(text.Columns(line)-1, 0)/width }

// scope says how much was compared, and how.
func scope(r Result) string {
	compared := text.Count(r.Checked, "key") + " compared"
	if !slices.Equal(r.Databases, []int{0}) && len(r.Databases) > 0 {
		compared += " in " + databases(r.Databases)
	}
	said := fmt.Sprintf("%s by %s in %s, %s.", compared, r.How, text.Count(int64(r.Rounds), "round"), text.Elapsed(r.Elapsed))
	if r.Late == 0 {
		return said
	}
	said += " After the last round " + text.Count(int64(r.Late), "key") + " turned out to be only late"
	if r.Lag > 0 {
		said += fmt.Sprintf(", by up to %v", r.Lag.Round(time.Millisecond))
	}
	return said + "."
}

// databases names databases, but not too many.
func databases(dbs []int) string {
	const most = 8
	var names []string
	for _, db := range dbs[:min(len(dbs), most)] {
		names = append(names, fmt.Sprint(db))
	}
	if more := len(dbs) - most; more > 0 {
		names = append(names, text.Count(int64(more), "other"))
	}
	noun := "database "
	if len(dbs) > 1 {
		noun = "databases "
	}
	return noun + text.And(names)
}

// unverified writes how many keys nothing is known of, and why.
func (p *page) unverified(r Result) {
	counts := make([]int64, len(r.Reasons))
	for i, x := range r.Reasons {
		counts[i] = x.Count
	}
	p.plain("")
	p.line(yellow, text.Count(r.Summary.Unverified, "key")+" "+r.unverified()+", so nothing is known of them")
	p.plain(counted(counts, width, func(i, room int) string {
		key := " (" + text.Truncate(r.Reasons[i].Key, 24) + ")"
		return text.Truncate(r.Reasons[i].Text, room-text.Columns(key)) + key
	})...)
}

// counted writes numbers in a column and behind each its label, for which there
// is so much room in lines of so many columns.
func counted(counts []int64, limit int, label func(i, room int) string) []string {
	rows := make([][]string, len(counts))
	for i, n := range counts {
		rows[i] = []string{text.Number(n)}
	}
	lines := align(rows, 0)
	for i, l := range lines {
		l = "  " + l + "  "
		lines[i] = l + label(i, limit-len(l))
	}
	return lines
}

// hints says how to see what the summary left out.
func (p *page) hints(r Result) {
	var queries []string
	switch {
	case r.Summary.FieldCount() > 0:
		queries = append(queries, "SELECT * FROM key LEFT JOIN field ON key.id = key_id")
	case r.Summary.KeyCount() > 0:
		queries = append(queries, "SELECT * FROM key")
	}
	if r.Summary.Unverified > 0 {
		queries = append(queries, "SELECT * FROM unverified")
	}
	if len(queries) == 0 || r.File == "" {
		return
	}
	p.plain("")
	for _, q := range queries {
		p.line(dim, "  sqlite3 "+text.Shell(r.File)+" '"+q+"'")
	}
}
