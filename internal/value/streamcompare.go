package value

// contents is all that a side says of a stream.
type contents struct {
	last    string // last-generated-id
	entries []Element
	groups  []group // by name
	marks   []Element
	leftOut LeftOut
	whole   bool // nothing was cut off at a page's end
}

// group is a consumer group.
type group struct {
	head      Element
	pending   []Element
	consumers []Element // by name
	// How many are pending and how many consumers there are, where they are not
	// listed.
	waiting, members int64
}

func (s contents) compare(o contents, limit int) Diff {
	c := collect(Room{Fields: limit})
	c.diff.LeftOut = [2]LeftOut{s.leftOut, o.leftOut}
	merger{byID, sameContent, c.note}.compare(s.entries, o.entries)
	compareHeads(s, o, &c)
	eachOfBoth(s.groups, o.groups, func(g, other group) {
		merger{byID, sameContent, c.note}.compare(g.pending, other.pending)
		if tellsConsumers(s.marks) && tellsConsumers(o.marks) {
			compareConsumers(g.consumers, other.consumers, &c)
		}
	})
	return c.result([2]int64{int64(len(s.entries)), int64(len(o.entries))})
}

// compareHeads compares what streams have besides entries, and the groups without
// what is in them.
func compareHeads(a, b contents, c *collector) {
	if a.last != b.last {
		c.add(lastID, Value)
	}
	if !c.lacking { // where entries are lacking the marks differ for that reason
		compareAttributes(a.marks, b.marks, c)
	}
	merger{byName, sameContent, c.note}.compare(heads(a.groups), heads(b.groups))
}

// compareAttributes compares those that both sides have.
func compareAttributes(a, b []Element, c *collector) {
	for _, x := range a {
		for _, y := range b {
			if x.Name == y.Name && !sameContent(x, y) {
				c.add(x.Name, Value)
			}
		}
	}
}

func heads(groups []group) []Element {
	out := make([]Element, len(groups))
	for i, g := range groups {
		out[i] = g.head
	}
	return out
}

// eachOfBoth calls f for each group of both sides.
func eachOfBoth(a, b []group, f func(source, target group)) {
	there := make(map[string]group, len(b))
	for _, g := range b {
		there[g.head.Name] = g
	}
	for _, g := range a {
		if other, ok := there[g.head.Name]; ok {
			f(g, other)
		}
	}
}

// compareConsumers compares the consumers of a group for whom nothing is pending.
// The others are told by what is.
func compareConsumers(a, b []Element, c *collector) {
	always := func(_, _ Element) bool { return true }
	merger{byName, always, func(e Element, kind Kind) bool {
		return string(e.Content) != "0" || c.note(e, kind)
	}}.compare(a, b)
}
