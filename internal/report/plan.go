package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/plan"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// Plan writes for people what there is to know before a check, in lines of at most
// 80 columns.
func Plan(w io.Writer, p plan.Plan, colour bool) error {
	out := &page{colour: colour}
	out.plain(factLines(p)...)
	out.section("Databases", databaseTable(p.Databases), 1)
	if p.Slots != nil {
		out.section("Slots", slotRows(*p.Slots), 1)
	}
	out.section("Sizes", sizeRows(p.Sizes), 1)
	if p.Expected != nil {
		out.paragraph("Expected", expectation(*p.Expected))
	}
	out.list(dim, "Not compared between these two", limitLines(p.NotCompared))
	blocks, notes := sentences(p)
	out.list(yellow, "To know", notes)
	out.list(red, "To mend first", blocks)
	out.rights(p)
	out.WriteString("\n")
	out.readiness(p)
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	return nil
}

func (p *page) readiness(of plan.Plan) {
	if of.Ready {
		p.line(green, "Ready: nothing was seen that would stop a check or leave it incomplete.")
		return
	}
	p.line(red, "Not ready: a check would fail, or its result would not be the whole truth.")
}

// section writes a table with a heading as its first cell, if it has rows.
func (p *page) section(title string, rows [][]string, left int) {
	if len(rows) == 0 {
		return
	}
	rows[0][0] = title
	p.plain("")
	lines := align(rows, left)
	p.line(bold, lines[0])
	p.plain(lines[1:]...)
}

func (p *page) paragraph(title, words string) {
	p.plain("")
	p.line(bold, title)
	for _, l := range text.Wrap(words, width-2) {
		p.plain("  " + l)
	}
}

// list writes sentences, the first line of each with a dash before it.
func (p *page) list(s style, title string, sentences []string) {
	if len(sentences) == 0 {
		return
	}
	p.plain("")
	p.line(s, title)
	for _, sentence := range sentences {
		for i, l := range text.Wrap(text.Clean(sentence), width-4) {
			p.plain([]string{"  - ", "    "}[min(i, 1)] + l)
		}
	}
}

// rights writes the commands that grant what is missing, in one line each so that
// they can be copied.
func (p *page) rights(of plan.Plan) {
	for i, side := range []plan.Side{of.Source, of.Target} {
		if side.ACL != "" {
			p.plain("", "On every node of the "+sides()[i]+", in one line:", text.Clean(side.ACL))
		}
	}
}

// factWidth is the width of the column of one side.
const factWidth = 33

// factLines puts the facts about both sides side by side.
func factLines(p plan.Plan) []string {
	rows := [][]string{{"", "source", "target"}}
	for _, f := range facts() {
		a, b := f.of(p.Source), f.of(p.Target)
		if a == "" && b == "" {
			continue
		}
		left, right := text.Wrap(text.Clean(a), factWidth), text.Wrap(text.Clean(b), factWidth)
		for i := range max(len(left), len(right)) {
			rows = append(rows, []string{[]string{f.name, ""}[min(i, 1)], lineOf(left, i), lineOf(right, i)})
		}
	}
	return align(rows, 3)
}

func lineOf(lines []string, i int) string {
	if i < len(lines) {
		return text.Truncate(lines[i], factWidth)
	}
	return ""
}

// fact is a row about both sides.
type fact struct {
	name string
	of   func(plan.Side) string
}

func facts() []fact {
	return []fact{
		{"server", func(s plan.Side) string { return s.Address }},
		{"version", func(s plan.Side) string { return strings.Join(s.Versions(), ", ") }},
		{"topology", func(s plan.Side) string { return s.Topology }},
		{"role", roles},
		{"keys", func(s plan.Side) string { return keysOfSide(s) }},
		{"memory", memory},
		{"eviction", eviction},
		{"now", func(s plan.Side) string { return text.Count(opsOf(s), "command") + " a second" }},
	}
}

func keysOfSide(s plan.Side) string {
	if !s.Counted {
		return "not known"
	}
	return text.Number(s.Keys)
}

// roles tells of one node all, of several how many have which role.
func roles(s plan.Side) string {
	if len(s.Nodes) == 1 {
		return role(s.Nodes[0])
	}
	count := map[string]int64{}
	for _, n := range s.Nodes {
		count[n.Role]++
	}
	var out []string
	for _, r := range []string{"master", "replica"} {
		if count[r] > 0 {
			out = append(out, text.Count(count[r], r))
		}
	}
	return strings.Join(out, ", ")
}

func role(n plan.Node) string {
	out := n.Role
	if n.ReplicaOf != "" {
		out += " of " + n.ReplicaOf
	}
	switch {
	case n.LinkDown:
		out += ", link down"
	case n.Behind != nil:
		out += fmt.Sprintf(", %s behind", text.Count(*n.Behind, "byte"))
	case n.Heard != nil:
		out += fmt.Sprintf(", heard %gs ago", *n.Heard)
	}
	return out
}

func memory(s plan.Side) string {
	var used, limit int64
	for _, n := range s.Nodes {
		used += n.Used
		limit += n.Limit
	}
	switch {
	case used == 0:
		return ""
	case limit == 0:
		return size(used) + ", no limit"
	}
	return size(used) + " of " + size(limit)
}

func eviction(s plan.Side) string {
	var out []string
	var evicted int64
	for _, n := range s.Nodes {
		if n.Policy != "" {
			out = append(out, n.Policy)
		}
		evicted += n.Evicted
	}
	if len(out) == 0 {
		return ""
	}
	slices.Sort(out)
	return fmt.Sprintf("%s, %s evicted so far", strings.Join(slices.Compact(out), ", "), text.Number(evicted))
}

func opsOf(s plan.Side) (ops int64) {
	for _, n := range s.Nodes {
		ops += n.Ops
	}
	return ops
}

// size writes a number of bytes.
func size(n int64) string { return text.Compact(n) + "B" }

// about writes how long something may take, which is not known precisely.
func about(seconds float64) string {
	if seconds < 1 {
		return "less than a second"
	}
	return "about " + text.Brief(time.Duration(seconds*float64(time.Second)).Round(time.Second))
}

func expectation(e plan.Expected) string {
	s := e.Sample
	if e.Seconds == 0 {
		return fmt.Sprintf("not known: no batch of the sample was compared within %s. Values are large, or a server is slow.",
			text.Elapsed(time.Duration(s.Seconds*float64(time.Second))))
	}
	words := fmt.Sprintf("The first round takes %s for %s (%s keys/s), and receives %s from the source and %s from the target. ",
		about(e.Seconds), text.Count(e.Keys, "key"), text.Number(int64(e.Rate)), size(e.Bytes[0]), size(e.Bytes[1]))
	words += fmt.Sprintf("Each later round that takes place waits %s first. ", text.Brief(time.Duration(e.LaterRound*float64(time.Second))))
	words += fmt.Sprintf("Measured with %s in %.2fs; the busiest server of the source used %.0f%% of a core, of the target %.0f%%, "+
		"for all of its clients.", text.Count(s.Keys, "key"), s.Seconds, 100*e.CPU[0], 100*e.CPU[1])
	if s.Cut {
		words += " The sample was cut short, so this is a rough guess."
	}
	return words
}
