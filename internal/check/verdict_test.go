package check_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestVerdicts plants the cases of testdata/verdict one by one, in each mode. A
// difference is met as new, and in another run as the suspect of a second round.
func TestVerdicts(t *testing.T) {
	topics, seen, servers := map[string][]*verdict{}, 0, redistest.Pair(t)
	for _, v := range verdicts(t) {
		fits := v.fits(servers)
		if fits {
			topics[v.topic] = append(topics[v.topic], v)
		}
		if fits || len(v.needs) > 0 { // TestReleasesVerdictsAlone has servers for the others
			seen++
		}
	}
	if n := casesInFiles(t); seen != n {
		t.Errorf("%d cases are run, of %d in the files", seen, n)
	}
	for topic, cases := range topics {
		t.Run(topic, func(t *testing.T) {
			t.Parallel()
			servers := redistest.Pair(t)
			for _, v := range cases {
				t.Run(v.name, func(t *testing.T) { v.check(t, servers) })
			}
		})
	}
}

// TestReleasesVerdictsAlone is TestVerdicts for cases that not every server can
// hold. Of the servers of `make servers` one can.
func TestReleasesVerdictsAlone(t *testing.T) {
	pairs := [][2]*redistest.Server{}
	for _, r := range redistest.Releases(t) {
		pairs = append(pairs, r.Pair(t))
	}
	for _, v := range verdicts(t) {
		if len(v.needs) == 0 {
			continue
		}
		t.Run(v.topic+" "+v.name, func(t *testing.T) {
			at := slices.IndexFunc(pairs, v.fits)
			if at >= 0 {
				v.check(t, pairs[at])
			} else if os.Getenv("TEST_SERVERS") != "" {
				t.Errorf("%s: none of the servers has %q", v.at, v.needs)
			}
		})
	}
}

// casesInFiles counts without the help of the reader.
func casesInFiles(t *testing.T) (n int) {
	t.Helper()
	files, err := filepath.Glob("testdata/verdict/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		n += len(regexp.MustCompile(`(?m)^\s*case `).FindAll(text, -1))
	}
	return n
}

// check plants a case and runs each mode.
func (v *verdict) check(t *testing.T, servers [2]*redistest.Server) {
	t.Helper()
	for i, s := range servers {
		s.Do("FLUSHALL")
		play(t, s, v.plant[i])
	}
	for mode := compare.FullValue; mode <= compare.Outline; mode++ {
		for rounds := 1; rounds <= 2; rounds++ {
			o := options()
			for _, set := range v.options {
				set(&o)
			}
			o.Mode, o.Rounds = mode, rounds
			got := run(t, servers[0].Addr, servers[1].Addr, o)
			if diff := cmp.Diff(slices.Sorted(slices.Values(v.want[mode])), got.lines()); diff != "" || got.err != nil {
				t.Errorf("%s: mode %d, round %d: error %v (-want +got):\n%s", v.at, mode, rounds, got.err, diff)
			}
			if len(v.want[mode]) == 0 || mode != compare.FullValue {
				break // no suspect for a second round, or one much as in mode FullValue
			}
		}
	}
}

// lines are conflicts and unverified keys as the files of verdicts have them.
func (out outcome) lines() []string {
	lines := slices.Clone(out.conflicts)
	for _, key := range out.unverified {
		lines = append(lines, fmt.Sprintf("unverified %q", key))
	}
	return lines
}

// play runs a case's commands, each of which has to succeed. SELECT is for the
// commands that follow; CONFIG SET is undone when all are through.
func play(t *testing.T, s *redistest.Server, commands [][]any) {
	t.Helper()
	db := 0
	for _, c := range commands {
		switch c[0] {
		case "SELECT":
			db, _ = strconv.Atoi(c[1].(string))
		case "CONFIG":
			defer s.Configure(append(c[2:3:3], s.Parameter(c[2].(string)))...)
			s.Configure(c[2:]...)
		default:
			if err := s.Client(db).Do(context.Background(), c...).Err(); err != nil {
				t.Fatalf("%q: %v", c, err)
			}
		}
	}
}

// simple reports whether a case can be planted beside others: it is about keys of
// database 0 and needs no options.
func (v *verdict) simple() bool {
	for _, c := range slices.Concat(v.plant[0], v.plant[1]) {
		if c[0] == "SELECT" {
			return false
		}
	}
	return len(v.options) == 0 && !v.alone
}

// keys are the names of the keys of a simple case.
func (v *verdict) keys() (names []string) {
	for _, c := range slices.Concat(v.plant[0], v.plant[1]) {
		if c[0] == "CONFIG" {
			continue
		}
		if name := c[keyAt(c)].(string); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// fits reports whether both servers can hold the data of a case.
func (v *verdict) fits(servers [2]*redistest.Server) bool {
	for _, need := range v.needs {
		for _, s := range servers {
			if isVersion := need[0] <= '9'; isVersion && !s.Since(need) || !isVersion && !s.Can(need) {
				return false
			}
		}
	}
	return true
}
