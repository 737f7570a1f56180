package cli

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/resp"
	"github.com/redis-full-check/redis-full-check/internal/scope"
)

// flagRow is a flag, its default, and a value with what becomes of it.
type flagRow struct {
	long, short string
	preset      any
	text        string
	want        any
	get         func(config) any
}

// originals has a line for each flag of redis-full-check 1.x. Three defaults are
// not its own: -m was 2, --systemprofile was 20445, and --sourcedbtype 0.
func originals() []flagRow {
	src := func(c config) side { return c.Sides[source] }
	dst := func(c config) side { return c.Sides[target] }
	return []flagRow{
		{"source", "s", "a:1", "h:7", "h:7", func(c config) any { return src(c).Redis.Address }},
		{"target", "t", "b:2", "h:7", "h:7", func(c config) any { return dst(c).Redis.Address }},
		{"sourcepassword", "p", "", "x:y", "x:y", func(c config) any { return src(c).Redis.Password.Reveal() }},
		{"targetpassword", "a", "", "x:y", "x:y", func(c config) any { return dst(c).Redis.Password.Reveal() }},
		{"sourceauthtype", "", "AUTH", "adminauth", "ADMINAUTH", func(c config) any { return src(c).Redis.AuthCommand }},
		{"targetauthtype", "", "AUTH", "adminauth", "ADMINAUTH", func(c config) any { return dst(c).Redis.AuthCommand }},
		{"sourcedbtype", "", redis.Auto, "0", redis.Standalone, func(c config) any { return src(c).Redis.Kind }},
		{"targetdbtype", "", redis.Auto, "0", redis.Standalone, func(c config) any { return dst(c).Redis.Kind }},
		{"sourcedbfilterlist", "", []int(nil), "15;0;5", []int{0, 5, 15}, func(c config) any { return src(c).DBs }},
		{"targetdbfilterlist", "", []int(nil), "15;0;5", []int{0, 5, 15}, func(c config) any { return dst(c).DBs }},
		{"db", "d", "result.db", "x.db", "x.db", func(c config) any { return c.Result.DB }},
		{"result", "", "", "x.txt", "x.txt", func(c config) any { return string(c.Result.Text) }},
		{"comparetimes", "", 3, "100", 100, func(c config) any { return c.Check.Rounds }},
		{"comparemode", "m", compare.FullValue, "4", compare.Outline, func(c config) any { return c.Check.Mode }},
		{"id", "", "unknown", "x", "x", func(c config) any { return c.Progress.ID }},
		{"jobid", "", "unknown", "x", "x", func(c config) any { return c.Progress.JobID }},
		{"taskid", "", "unknown", "x", "x", func(c config) any { return c.Progress.TaskID }},
		{"qps", "q", 15000, "7", 7, func(c config) any { return c.Check.QPS }},
		{"interval", "", 5 * time.Second, "7", 7 * time.Second, func(c config) any { return c.Check.Interval }},
		{"batchcount", "", check.Automatic, "7", 7, func(c config) any { return c.Check.Batch }},
		{"parallel", "", check.Automatic, "7", 7, func(c config) any { return c.Check.Parallel }},
		{"log", "", "", "x.log", "x.log", func(c config) any { return c.Log.File }},
		{"loglevel", "", slog.LevelInfo, "warn", slog.LevelWarn, func(c config) any { return c.Log.Level }},
		{"bigkeythreshold", "", int64(16384), "7", int64(7), func(c config) any { return c.Check.BigKey }},
		{"filterlist", "f", true, "abc*|efg", false, func(c config) any { return c.Check.Filter.Admits("other") }},
		{"systemprofile", "", 0, "20445", 20445, func(c config) any { return c.Profile }},
	}
}

// ours has a line for each flag that 1.x did not have.
func ours() []flagRow {
	return []flagRow{
		{"sourceuser", "", "", "x", "x", func(c config) any { return c.Sides[source].Redis.User }},
		{"targetuser", "", "", "x", "x", func(c config) any { return c.Sides[target].Redis.User }},
		{"ttl-tolerance", "", time.Second, "2m", 2 * time.Minute, func(c config) any { return c.Check.TTLTolerance }},
		{"ttl-tolerance", "", time.Second, "off", time.Duration(-1), func(c config) any { return c.Check.TTLTolerance }},
		{"maxfields", "", 10000, "7", 7, func(c config) any { return c.Check.MaxFields }},
		{"retry-for", "", 30 * time.Second, "5s", 5 * time.Second, func(c config) any { return c.Sides[source].Redis.RetryFor }},
		{"retry-for", "", 30 * time.Second, "5s", 5 * time.Second, func(c config) any { return c.Sides[target].Redis.RetryFor }},
		{"sourceservername", "", "", "x", "x", func(c config) any { return c.Sides[source].Redis.TLS.ServerName }},
		{"targetservername", "", "", "x", "x", func(c config) any { return c.Sides[target].Redis.TLS.ServerName }},
		{"dbmap", "", [3]int{0, 3, 4}, "0=7,3=0", [3]int{7, 0, 4}, func(c config) any {
			m := c.Check.DBMap
			return [3]int{m.Target(0), m.Target(3), m.Target(4)}
		}},
		{"include", "", true, "abc*", false, func(c config) any { return c.Check.Filter.Admits("other") }},
		{"exclude", "", true, "oth*", false, func(c config) any { return c.Check.Filter.Admits("other") }},
		{"type", "", scope.Types(nil), "string,hash", scope.Types{"hash", "string"}, func(c config) any { return c.Check.Types }},
		{"keymap", "", "[]", "s/^old:/new:/", "[s/^old:/new:/]", func(c config) any { return fmt.Sprint(c.Check.KeyMap) }},
	}
}

// spellings are the ways in which people write the flag and its value.
func (r flagRow) spellings() [][]string {
	all := [][]string{{"--" + r.long, r.text}, {"--" + r.long + "=" + r.text}}
	if r.short != "" {
		all = append(all, []string{"-" + r.short, r.text}, []string{"-" + r.short + r.text}, []string{"-" + r.short + "=" + r.text},
			[]string{"--" + r.short, r.text}, []string{"--" + r.short + "=" + r.text})
	}
	return all
}

func TestFlags(t *testing.T) {
	for _, row := range append(originals(), ours()...) {
		if diff := cmp.Diff(row.preset, row.get(parse(t, sides()...))); diff != "" {
			t.Errorf("--%s, default: %s", row.long, diff)
		}
		for _, words := range row.spellings() {
			got := row.get(parse(t, sides(words...)...))
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("%q: %s", words, diff)
			}
		}
	}
}

// TestDefaults makes sure that no default is forgotten.
func TestDefaults(t *testing.T) {
	got := parse(t, sides()...)
	want := config{
		Check: check.Options{Mode: 1, Rounds: 3, Interval: 5 * time.Second, QPS: 15000, Polite: true,
			BigKey: 16384, TTLTolerance: time.Second, MaxFields: 10000},
		Sides: [2]side{
			{Redis: redis.Options{Name: "source", Address: "a:1", Kind: redis.Auto, AuthCommand: "AUTH", RetryFor: 30 * time.Second}},
			{Redis: redis.Options{Name: "target", Address: "b:2", Kind: redis.Auto, AuthCommand: "AUTH", RetryFor: 30 * time.Second}},
		},
		Flags:    []record.Flag{{Name: "source", Value: "a:1"}, {Name: "target", Value: "b:2"}},
		Result:   resultFiles{DB: "result.db"},
		Progress: progress{ID: "unknown", JobID: "unknown", TaskID: "unknown"},
		Command:  "redis-full-check --source=a:1 --target=b:2",
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(resp.Secret{})); diff != "" {
		t.Error(diff)
	}
}

func TestSwitches(t *testing.T) {
	tests := map[string]func(config) bool{
		"metric":   func(c config) bool { return c.Progress.Metric },
		"quiet":    func(c config) bool { return c.Progress.Quiet },
		"no-color": func(c config) bool { return c.Progress.NoColor },
		"digest":   func(c config) bool { return c.Check.Digest },

		"allow-empty": func(c config) bool { return c.AllowEmpty },

		"sourcetls":      func(c config) bool { return c.Sides[source].Redis.TLS.On },
		"targettls":      func(c config) bool { return c.Sides[target].Redis.TLS.On },
		"sourceinsecure": func(c config) bool { return c.Sides[source].Redis.TLS == (resp.TLS{On: true, Insecure: true}) },
		"targetinsecure": func(c config) bool { return c.Sides[target].Redis.TLS == (resp.TLS{On: true, Insecure: true}) },
	}
	for name, get := range tests {
		for text, want := range map[string]bool{"--" + name: true, "--" + name + "=true": true, "--" + name + "=false": false} {
			if got := get(parse(t, sides(text)...)); got != want {
				t.Errorf("%s gives %v", text, got)
			}
		}
	}
	for name, text := range map[string]string{"NO_COLOR": "1", "TERM": "dumb"} {
		if got := try(sides(), map[string]string{name: text}); !got.cfg.Progress.NoColor {
			t.Errorf("%s is not looked at", name)
		}
	}
}

// TestSpecialValues has what the tables have no column for.
func TestSpecialValues(t *testing.T) {
	tests := []struct {
		args []string
		want any
		get  func(config) any
	}{
		{[]string{"--bigkeythreshold=0"}, int64(16384), func(c config) any { return c.Check.BigKey }},
		{[]string{"--sourcedbfilterlist=-1"}, []int(nil), func(c config) any { return c.Sides[source].DBs }},
		{[]string{"--sourcedbfilterlist", "-1"}, []int(nil), func(c config) any { return c.Sides[source].DBs }},
		{[]string{"--sourcedbfilterlist", "3;3"}, []int{3}, func(c config) any { return c.Check.DBs }},
		{[]string{"--sourcedbtype=auto"}, redis.Auto, func(c config) any { return c.Sides[source].Redis.Kind }},
		{[]string{"--sourceservername=x"}, resp.TLS{On: true, ServerName: "x"}, func(c config) any { return c.Sides[source].Redis.TLS }},
		{[]string{"--keymap=s/a/b/", "--keymap", "s/b/c/g"}, "[s/a/b/ s/b/c/g]", func(c config) any { return fmt.Sprint(c.Check.KeyMap) }},
		{[]string{"--include=a*", "--include=b*", "--exclude=re:c$"}, [4]bool{true, true, false, false}, func(c config) any {
			f := c.Check.Filter
			return [4]bool{f.Admits("a"), f.Admits("b"), f.Admits("bc"), f.Admits("x")}
		}},
		{[]string{"--loglevel="}, slog.LevelInfo, func(c config) any { return c.Log.Level }},
		{[]string{"--filterlist="}, true, func(c config) any { return c.Check.Filter == nil }},
		{[]string{"-f="}, true, func(c config) any { return c.Check.Filter == nil }},
		{[]string{"--ttl-tolerance=0"}, time.Duration(0), func(c config) any { return c.Check.TTLTolerance }},
		{[]string{"--ttl-tolerance=0s"}, time.Duration(0), func(c config) any { return c.Check.TTLTolerance }},
		{[]string{"--interval=1m30s"}, 90 * time.Second, func(c config) any { return c.Check.Interval }},
		{[]string{"--interval=0"}, time.Duration(0), func(c config) any { return c.Check.Interval }},
		{[]string{"-q", "1", "-q", "2"}, 2, func(c config) any { return c.Check.QPS }},
		{[]string{"--systemprofile", "0"}, 0, func(c config) any { return c.Profile }},
		{[]string{"-t=[::1]:6379"}, "[::1]:6379", func(c config) any { return c.Sides[target].Redis.Address }},
		{[]string{"-test.example.com:6379"}, "est.example.com:6379", func(c config) any { return c.Sides[target].Redis.Address }},
		// What follows -p is the password, whatever it looks like.
		{[]string{"-p", "-d="}, "-d=", func(c config) any { return c.Sides[source].Redis.Password.Reveal() }},
		{[]string{"--p", "-test.v"}, "-test.v", func(c config) any { return c.Sides[source].Redis.Password.Reveal() }},
		{[]string{"-p", "demo"}, "demo", func(c config) any { return c.Sides[source].Redis.Password.Reveal() }},
		{[]string{"-p="}, "", func(c config) any { return c.Sides[source].Redis.Password.Reveal() }},
		{[]string{"--quiet", "-p="}, "", func(c config) any { return c.Sides[source].Redis.Password.Reveal() }},
		{[]string{"-p", "="}, "=", func(c config) any { return c.Sides[source].Redis.Password.Reveal() }},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, tt.get(parse(t, sides(tt.args...)...))); diff != "" {
			t.Errorf("%q: %s", tt.args, diff)
		}
	}
}

func TestParseDatabases(t *testing.T) {
	for list, want := range map[string][]int{"-1": nil, "0": {0}, "0;5;15": {0, 5, 15}, "7;0;7": {0, 7}, "0,5;15": {0, 5, 15}} {
		got, err := parseDatabases(list)
		if err != nil || cmp.Diff(want, got) != "" {
			t.Errorf("parseDatabases(%q) = %v, %v", list, got, err)
		}
	}
	for _, list := range []string{"", ";", "1;", "-1;2", "-2", "1,", ",", "0,,5", "a", "0x1", "99999999999", " 1"} {
		if got, err := parseDatabases(list); err == nil {
			t.Errorf("parseDatabases(%q) = %v", list, got)
		}
	}
}

func FuzzParseDatabases(f *testing.F) {
	for _, list := range []string{"-1", "0;5;15", ";", "1;1;0"} {
		f.Add(list)
	}
	f.Fuzz(func(t *testing.T, list string) {
		dbs, err := parseDatabases(list)
		if err != nil || list == allDatabases {
			return
		}
		text := fmt.Sprint(dbs[0])
		for i, db := range dbs[1:] {
			if db <= dbs[i] {
				t.Fatalf("%q gives %v", list, dbs)
			}
			text += fmt.Sprintf(";%d", db)
		}
		again, err := parseDatabases(text)
		if err != nil || !cmp.Equal(dbs, again) {
			t.Fatalf("%q gives %v, then %v: %v", list, dbs, again, err)
		}
	})
}
