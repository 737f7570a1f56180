package judge_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redis-full-check/redis-full-check/internal/judge"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// population is what the tests plant their differences in.
func population() *redistest.Population {
	return &redistest.Population{Cold: 10, Warm: 10, Hot: 10, Expiring: 5}
}

// seeded are two servers with a hundred differences between them.
func seeded(t *testing.T) ([2]*redistest.Server, []redistest.Plant) {
	t.Helper()
	servers, plants := redistest.Pair(t), redistest.Plants()
	for _, s := range servers {
		apply(t, s, population().Seed())
	}
	for _, p := range plants {
		apply(t, servers[1], p.Setup)
	}
	return servers, plants
}

func apply(t *testing.T, s *redistest.Server, writes []redistest.Write) {
	t.Helper()
	if err := redistest.Apply(s.Client(0), writes); err != nil {
		t.Fatal(err)
	}
}

// newJudge returns a judge of two servers.
func newJudge(t *testing.T, servers [2]*redistest.Server, o judge.Options) *judge.Judge {
	t.Helper()
	var sides [2]*redis.Pipeline
	for i, s := range servers {
		d, err := redis.Connect(t.Context(), redis.Options{Name: "a side", Address: s.Addr, RetryFor: 3 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		sides[i] = d.Pipeline()
	}
	pair := &redis.Pair{Source: sides[0], Target: sides[1]}
	t.Cleanup(pair.Close)
	return judge.New(pair, o)
}

// suspect is what a comparison would say of a plant.
func suspect(p redistest.Plant) judge.Suspect {
	s := judge.Suspect{Key: value.Key{p.Key, p.Key}, Type: typeOf(p.Key), Kind: value.Kind(p.Kind)}
	s.Never = s.Kind == value.TTL
	switch {
	case p.Part != "" && s.Type != "list":
		s.Fields = []value.Field{{Name: p.Part, Kind: value.Value}}
	case s.Type == "stream":
		s.Fields = []value.Field{{Name: "last-generated-id", Kind: value.Value}}
	case s.Type == "set" && p.Stuck:
		s.Fields = []value.Field{{Name: "static-0", Kind: value.Value}}
	}
	return s
}

// typeOf takes a key's type from its name.
func typeOf(key string) string {
	kind := strings.Split(key, ":")[1]
	switch kind {
	case "counter", "lease", "lock":
		return "string"
	}
	return kind
}

func settle(t *testing.T, j *judge.Judge, suspects []judge.Suspect) map[string]judge.Verdict {
	t.Helper()
	j.Watch(suspects)
	if err := j.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := j.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	out := map[string]judge.Verdict{}
	for _, v := range j.Verdicts() {
		out[v.Key[0]] = v
	}
	return out
}

func TestDifferencesThatStandStill(t *testing.T) {
	servers, plants := seeded(t)
	plants = slices.DeleteFunc(plants, func(p redistest.Plant) bool { return p.Setup == nil })
	var suspects []judge.Suspect
	for _, p := range plants {
		suspects = append(suspects, suspect(p))
	}
	verdicts := settle(t, newJudge(t, servers, judge.Options{Grace: time.Hour, Burst: time.Millisecond}), suspects)
	for _, p := range plants {
		v := verdicts[p.Key]
		if v.Finding != judge.Confirmed || v.Stuck || v.Looks < 2 {
			t.Errorf("%+v: %+v", p, v)
		}
		if len(suspect(p).Fields) > 0 && (len(v.Fields) != 1 || v.Fields[0].Name != p.Part) {
			t.Errorf("%+v: fields %v", p, v.Fields)
		}
	}
}

func TestKeysThatAreTheSame(t *testing.T) {
	servers, plants := seeded(t)
	var suspects []judge.Suspect
	want := map[string]judge.Finding{}
	for _, p := range plants {
		s := suspect(p)
		s.Key = value.Key{strings.Replace(p.Key, "hot:", "warm:", 1)}
		s.Key = value.Key{fmt.Sprint(s.Key[0][:len(s.Key[0])-1], 9), fmt.Sprint(s.Key[0][:len(s.Key[0])-1], 9)}
		suspects = append(suspects, s)
		want[s.Key[0]] = judge.Late
		if s.Kind == value.TypeKind || s.Kind == value.LackTarget && s.Type == "set" {
			want[s.Key[0]] = judge.Unclear // its value was not read
		}
	}
	for key, v := range settle(t, newJudge(t, servers, judge.Options{Grace: time.Hour, Burst: time.Millisecond}), suspects) {
		if v.Finding != want[key] && v.Finding != judge.Unclear {
			t.Errorf("%s: %+v, want %v", key, v, want[key])
		}
	}
}

// TestKeysThatMove looks at keys that are written to all the time. Those that
// follow are late, whatever the lag; the others stuck.
func TestKeysThatMove(t *testing.T) {
	servers, plants := seeded(t)
	w := redistest.Workload{Source: servers[0].Client(0), Target: servers[1].Client(0), Rate: 1500,
		Lag: 30 * time.Millisecond, Lost: redistest.Lost(plants)}
	w.Start(t, population())
	for w.Writes() < 3000 { // so that the stuck ones differ
		time.Sleep(time.Millisecond)
	}
	stuck := map[string]bool{}
	var suspects []judge.Suspect
	for _, p := range plants {
		if p.Stuck && p.Part == "" && typeOf(p.Key) != "set" {
			stuck[p.Key] = true
			suspects = append(suspects, suspect(p))
		}
	}
	for _, kind := range []string{"string", "counter", "list", "lease", "lock"} {
		key := fmt.Sprint("hot:", kind, ":0")
		suspects = append(suspects, judge.Suspect{Key: value.Key{key, key}, Type: typeOf(key), Kind: value.Value})
	}
	j := newJudge(t, servers, judge.Options{Grace: time.Second, Burst: time.Second, Patience: time.Minute})
	for key, v := range settle(t, j, suspects) {
		want := judge.Late
		if stuck[key] {
			want = judge.Confirmed
		}
		if v.Finding != want {
			t.Errorf("%s: %+v, want %v", key, v, want)
		}
	}
	if median, _ := w.Lags(); j.Lag() == 0 {
		t.Errorf("no lag was witnessed, of %v", median)
	}
}

// TestTheLastWriteIsLost has a target that followed, until one write was lost and the
// source came to rest.
func TestTheLastWriteIsLost(t *testing.T) {
	servers := redistest.Pair(t)
	j := newJudge(t, servers, judge.Options{Grace: 300 * time.Millisecond, Burst: 50 * time.Millisecond, Patience: 2 * time.Second})
	suspects := []judge.Suspect{{Key: value.Key{"k", "k"}, Type: "string", Kind: value.Value}}
	for i := range 3 {
		servers[0].Do("SET", "k", i+1)
		servers[1].Do("SET", "k", i)
		j.Watch(suspects)
		if err := j.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	j.Watch(suspects)
	if err := j.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v := j.Verdicts(); len(v) != 1 || v[0].Finding != judge.Confirmed {
		t.Errorf("%+v", v)
	}
}

// TestAKeyThatWasNotLookedAt has no verdict.
func TestAKeyThatWasNotLookedAt(t *testing.T) {
	j := newJudge(t, redistest.Pair(t), judge.Options{})
	j.Watch([]judge.Suspect{{Key: value.Key{"k", "k"}, Type: "string", Kind: value.Value}})
	if v := j.Verdicts(); len(v) != 1 || v[0].Finding != judge.Unclear {
		t.Errorf("%+v", v)
	}
}
