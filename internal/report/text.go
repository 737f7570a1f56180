package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/check"
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

// Text writes what a person wants to know at the end of a run: what differs,
// where, what is unknown, and how to see the rest. It keeps to 80 columns, but
// for commands with a long file name; colours are for a terminal.
func Text(w io.Writer, r Result, colour bool) error {
	p := &page{colour: colour}
	p.headline(r)
	if r.Summary.Conflicts() > 0 {
		p.table(r.Summary)
		p.patterns(r.Summary)
	}
	if r.Summary.Unverified > 0 {
		p.unverified(r)
	}
	p.hints(r)
	if _, err := io.WriteString(w, p.String()); err != nil {
		return fmt.Errorf("write the summary: %w", err)
	}
	return nil
}

// headline says in a line how it went, and in the next of what.
func (p *page) headline(r Result) {
	keys, unread := total(r.Summary.Keys), r.Summary.Unverified
	what := count(r.Checked, "key") + " compared"
	switch {
	case keys > 0:
		p.line(red, number(keys)+" of "+count(r.Checked, "key")+differ(keys)+".")
		what = "Compared"
	case r.Partial != "":
		p.line(yellow, "No difference found so far.")
	case unread > 0:
		p.line(yellow, "No difference found, but "+count(unread, "key")+" could not be read.")
	case r.Checked == 0:
		p.line(yellow, "There was no key to compare.")
		return
	default:
		p.line(green, "No difference.")
	}
	p.line(dim, wrap(fmt.Sprintf("%s %s in %s, %s.", what, r.How, count(int64(r.Rounds), "round"), elapsed(r.Elapsed))))
	if r.Partial != "" {
		p.line(yellow, wrap("The run ended early, so this is not the whole picture: "+printable(r.Partial)))
	}
}

// differ is the verb for a number of keys.
func differ(n int64) string {
	if n == 1 {
		return " differs"
	}
	return " differ"
}

// elapsed writes a duration as precisely as people care.
func elapsed(d time.Duration) string {
	if d < 10*time.Second {
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

func total(cells map[check.Cell]int64) (n int64) {
	for _, c := range cells {
		n += c
	}
	return n
}

// patterns writes where most of the conflicts are.
func (p *page) patterns(s check.Summary) {
	var counts []int64
	var sum int64
	for _, x := range s.Patterns {
		counts = append(counts, x.Count)
		sum += x.Count
	}
	if len(counts) == 0 {
		return
	}
	title := "where most of them are"
	if sum == total(s.Keys) {
		title = "where they are"
	}
	p.plain("")
	p.line(bold, title)
	p.plain(counted(counts, func(i, room int) string { return fit(s.Patterns[i].Name, room) })...)
}

// unverified writes how many keys nothing is known of, and why.
func (p *page) unverified(r Result) {
	counts := make([]int64, len(r.Reasons))
	for i, x := range r.Reasons {
		counts[i] = x.Count
	}
	p.plain("")
	p.line(yellow, count(r.Summary.Unverified, "key")+" could not be read, so nothing is known of them")
	p.plain(counted(counts, func(i, room int) string {
		key := " (" + fit(r.Reasons[i].Key, 24) + ")"
		return fit(r.Reasons[i].Text, room-columns(key)) + key
	})...)
}

// counted writes numbers in a column and behind each its text, for which there
// is so much room.
func counted(counts []int64, text func(i, room int) string) []string {
	rows := make([][]string, len(counts))
	for i, n := range counts {
		rows[i] = []string{number(n)}
	}
	lines := align(rows, 0)
	for i, l := range lines {
		l = "  " + l + "  "
		lines[i] = l + text(i, width-len(l))
	}
	return lines
}

// hints says how to see what the summary left out.
func (p *page) hints(r Result) {
	var queries []string
	if total(r.Summary.Keys) > 0 {
		queries = append(queries, "SELECT * FROM key")
	}
	if total(r.Summary.Fields) > 0 {
		queries = append(queries, "SELECT * FROM key JOIN field ON key.id = key_id")
	}
	if r.Summary.Unverified > 0 {
		queries = append(queries, "SELECT * FROM unverified")
	}
	if len(queries) == 0 || r.File == "" {
		return
	}
	p.plain("")
	p.line(bold, "to see them all")
	for _, q := range queries {
		p.line(dim, "  sqlite3 "+quoteShell(r.File)+" '"+q+"'")
	}
}
