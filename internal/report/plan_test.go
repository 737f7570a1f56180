package report

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/plan"
	"github.com/redis-full-check/redis-full-check/internal/text"
)

// richPlan has something in every part, and long words.
func richPlan() plan.Plan {
	behind, heard, keys, zero, db := int64(120), 1.0, int64(1_234_567), int64(0), 3
	long := strings.Repeat("redis-primary.prod.example.com", 3) + ":6379"
	node := plan.Node{Address: long, Flavor: "redis", Version: "7.0.15", Role: "replica", ReplicaOf: long, Heard: &heard, Behind: &behind,
		Keys: keys, Used: 1 << 30, Limit: 4 << 30, Policy: "allkeys-lru", Evicted: 12, Ops: 12345}
	p := plan.Plan{
		Source: plan.Side{Address: long, Topology: "cluster, 300 masters, 300 replicas, reading replicas", Nodes: []plan.Node{node, node}, Keys: keys, Counted: true},
		Target: plan.Side{Address: "10.0.0.2:6379", Nodes: []plan.Node{node}, Keys: keys, ACL: "ACL SETUSER ann ~* +get"},
		Slots:  &plan.Slots{Differ: 12, Most: []plan.SlotKeys{{Slot: 7, Keys: [2]int64{5, 0}}}},
		Sizes: []plan.Sizes{{Type: "string", Keys: [2]*int64{&keys, nil}, Bins: []plan.Bin{{From: 1 << 40, Keys: [2]int64{1, 2}}}},
			{Type: "zset", Keys: [2]*int64{&zero, &zero}}},
		Expected: &plan.Expected{Keys: keys, Seconds: 8000, Rate: 150, Bytes: [2]int64{1 << 40, 1 << 40}, LaterRound: 5,
			Sample: plan.Sample{Keys: 8192, Seconds: 1, Cut: true}},
	}
	for i := range 40 {
		p.Databases = append(p.Databases, plan.Database{Source: []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, Target: i,
			Keys: [2]int64{1 << 50, 1 << 51}, Expires: [2]int64{1 << 40, 1 << 40}, Counted: i != 2})
	}
	for _, c := range planCodes() {
		for _, blocks := range []bool{true, false} {
			p.Findings = append(p.Findings, plan.Finding{Code: c, Blocks: blocks, Side: "source", Node: long, DB: &db, Count: 7, Detail: "why\x1b[31m"})
		}
	}
	for _, w := range []plan.What{plan.Streams, plan.VectorSets, plan.FieldExpiry, plan.Functions, plan.Users, plan.ExactExpiry, plan.MemberExpiry,
		plan.MoreDatabases} {
		p.NotCompared = append(p.NotCompared, plan.Limit{What: w, Side: "target"})
	}
	p.NotCompared = append(p.NotCompared, plan.Limit{What: plan.UserRules, Side: "both"}, plan.Limit{What: plan.SortedDigests, Side: "both"})
	return p
}

func planCodes() []plan.Code {
	return []plan.Code{plan.SameServer, plan.NothingToDo, plan.Swapped, plan.LinkDown, plan.Behind, plan.MoreOnTarget, plan.OneSided,
		plan.KeysDiffer, plan.Evicts, plan.Touches, plan.MissingRights, plan.MissingKeys, plan.HiddenExpiry, plan.WouldFail, plan.Unreadable,
		plan.SampleDiffers, plan.SeveralVersions, plan.NotCounted}
}

// TestPlanFits makes sure that all lines fit on a terminal and hold no control
// characters, and that all findings and limits have words.
func TestPlanFits(t *testing.T) {
	var out bytes.Buffer
	if err := Plan(&out, richPlan(), false); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		line = strings.TrimSuffix(line, "\n")
		words := strings.Fields(line) // a word may be longer
		if text.Columns(line) > width && len(words) > 2 && len(words[0]) < width/2 || strings.ContainsRune(line, '\x1b') || strings.Contains(line, "%!") {
			t.Errorf("%q", line)
		}
	}
	for _, c := range planCodes() {
		db := 1
		if s := Sentence(plan.Finding{Code: c, DB: &db}); strings.HasPrefix(s, string(c)+":") {
			t.Errorf("%s has no words", c)
		}
	}
	if strings.Contains(out.String(), "  - \n") {
		t.Error("a limit has no words")
	}
}

// TestPlanIsDocumented makes sure that each name in the JSON is in docs/PLAN.md.
func TestPlanIsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/PLAN.md")
	if err != nil {
		t.Fatal(err)
	}
	wanted := fields(reflect.TypeFor[plan.Plan]())
	for _, c := range planCodes() {
		wanted = append(wanted, string(c))
	}
	for _, l := range richPlan().NotCompared {
		wanted = append(wanted, string(l.What))
	}
	for _, name := range wanted {
		if !strings.Contains(string(doc), "`"+name+"`") && !strings.Contains(string(doc), "`"+name+"[]`") && !strings.Contains(string(doc), "."+name+"`") {
			t.Errorf("docs/PLAN.md does not explain %s", name)
		}
	}
}

// fields are the JSON names of a type and what is in it.
func fields(t reflect.Type) (out []string) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return fields(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			out = append(append(out, name), fields(t.Field(i).Type)...)
		}
	}
	return out
}
