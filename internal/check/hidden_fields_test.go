package check_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// fieldsExpire starts two servers on which fields of hashes expire and are not
// deleted then, for each release that has such fields.
func fieldsExpire(t *testing.T, test func(t *testing.T, servers [2]*redistest.Server)) {
	t.Helper()
	for _, r := range redistest.Releases(t) {
		servers := r.Pair(t, "--enable-debug-command", "yes")
		if !servers[0].Can("HPEXPIRE") {
			continue
		}
		for _, s := range servers {
			do(t, s, cmd("DEBUG", "SET-ACTIVE-EXPIRE", 0))
		}
		t.Run(r.Name, func(t *testing.T) { test(t, servers) })
	}
}

// expired adds a field to a hash whose time has run out. To read it by name would
// delete it.
func expired(t *testing.T, s *redistest.Server, key, field string) {
	t.Helper()
	do(t, s, cmd("HSET", key, field, "gone"), cmd("HPEXPIRE", key, 1, "FIELDS", 1, field))
	for strings.Contains(fmt.Sprint(s.Do("HSCAN", key, 0, "COUNT", 10000)), " gone") { // for a millisecond
	}
}

// many are the words that add so many fields.
func many(key string, n int) []any {
	out := cmd("HSET", key)
	for i := range n {
		out = append(out, fmt.Sprint("f", i), "v")
	}
	return out
}

// inLength is what a mode finds if the lengths differ, short what mode Length does.
func inLength(line, short string) map[compare.Mode]string {
	return map[compare.Mode]string{compare.FullValue: line, compare.Outline: line, compare.Length: short}
}

var lengths = regexp.MustCompile(` \d+/\d+`)

// TestHiddenFields has fields that HLEN counts and no other command gives.
func TestHiddenFields(t *testing.T) {
	fieldsExpire(t, func(t *testing.T, servers [2]*redistest.Server) {
		for _, c := range []struct {
			name           string
			source, target [][]any
			expired        [2]bool // which side has a field that expired
			want           map[compare.Mode]string
		}{
			{name: "on the source", source: [][]any{cmd("HSET", "h", "a", 1)}, target: [][]any{cmd("HSET", "h", "a", 1)}, expired: [2]bool{true, false}},
			{name: "on the target", source: [][]any{cmd("HSET", "h", "a", 1)}, target: [][]any{cmd("HSET", "h", "a", 1)}, expired: [2]bool{false, true}},
			{name: "hides an extra one", source: [][]any{cmd("HSET", "h", "a", 1)}, target: [][]any{cmd("HSET", "h", "a", 1, "b", 2)}, expired: [2]bool{true, false},
				want: inLength(`db0 "h" hash value 1/2 b=lack_source`, `db0 "h" hash value 1/2`)},
			{name: "hides a missing one", source: [][]any{cmd("HSET", "h", "a", 1, "b", 2)}, target: [][]any{cmd("HSET", "h", "a", 1)}, expired: [2]bool{false, true},
				want: inLength(`db0 "h" hash value 2/1 b=lack_target`, `db0 "h" hash value 2/1`)},
			{name: "big and equal", source: [][]any{many("h", 600)}, target: [][]any{many("h", 600)}, expired: [2]bool{true, false}},
			{name: "big hides an extra one", source: [][]any{many("h", 600)}, target: [][]any{many("h", 600), cmd("HSET", "h", "b", 2)}, expired: [2]bool{true, false},
				want: map[compare.Mode]string{compare.FullValue: `db0 "h" hash value 601/601 b=lack_source`, compare.Length: `db0 "h" hash value 600/601`, compare.Outline: `db0 "h" hash value 600/601`}},
			{name: "nothing else, missing", source: [][]any{}, target: [][]any{cmd("SET", "other", "v")}, expired: [2]bool{true, false}},
			{name: "nothing else, on both", expired: [2]bool{true, true}},
			{name: "nothing else on the target", source: [][]any{cmd("HSET", "h", "a", 1)}, expired: [2]bool{false, true},
				want: inLength(`db0 "h" hash value 1/1 a=lack_target`, `db0 "h" hash value 1/0`)},
		} {
			t.Run(c.name, func(t *testing.T) {
				for i, commands := range [][][]any{c.source, c.target} {
					do(t, servers[i], cmd("FLUSHALL"))
					do(t, servers[i], commands...)
				}
				for mode := compare.FullValue; mode <= compare.Outline; mode++ {
					for rounds := 1; rounds <= 2; rounds++ {
						for i, s := range servers {
							if c.expired[i] {
								expired(t, s, "h", "x") // reading may have deleted it
							}
						}
						o := options()
						o.Mode, o.Rounds, o.BigKey = mode, rounds, 520
						got := run(t, servers[0].Addr, servers[1].Addr, o)
						want, text := c.want[mode], strings.Join(append(got.conflicts, got.unverified...), "\n")
						if mode != compare.Length { // the others tell what HLEN says
							want, text = lengths.ReplaceAllString(want, ""), lengths.ReplaceAllString(text, "")
						}
						if diff := cmp.Diff(want, text); diff != "" || got.err != nil {
							t.Errorf("mode %d, round %d: error %v (-want +got):\n%s", mode, rounds, got.err, diff)
						}
					}
				}
			})
		}
	})
}

// TestFieldTimes compares when fields expire on real servers.
func TestFieldTimes(t *testing.T) {
	const far = 4102444800000
	fieldsExpire(t, func(t *testing.T, servers [2]*redistest.Server) {
		for i, s := range servers {
			do(t, s, many("big", 700), cmd("HSET", "h", "a", 1, "b", 2, "c", 3, "d", 4), cmd("HPEXPIREAT", "h", far+900*i, "FIELDS", 1, "a"),
				cmd("HPEXPIREAT", "h", far+9000*i, "FIELDS", 1, "b"), cmd("HPEXPIREAT", "big", far+9000*i, "FIELDS", 2, "f7", "f699"))
		}
		do(t, servers[0], cmd("HPEXPIREAT", "h", far, "FIELDS", 1, "c"))
		do(t, servers[1], cmd("HPEXPIREAT", "h", far, "FIELDS", 1, "d"))
		for rounds := 1; rounds <= 2; rounds++ {
			o := options()
			o.Rounds = rounds
			expect(t, run(t, servers[0].Addr, servers[1].Addr, o), []string{`db0 "big" hash ttl 700/700 f699=ttl f7=ttl`, `db0 "h" hash ttl 4/4 b=ttl c=ttl d=ttl`})
		}
	})
}

// TestFieldTimesOfOlder has servers of which one is older than fields that expire.
func TestFieldTimesOfOlder(t *testing.T) {
	fieldsExpire(t, func(t *testing.T, servers [2]*redistest.Server) {
		for _, r := range redistest.Releases(t) {
			older := r.Start(t)
			if older.Can("HPEXPIRE") {
				continue
			}
			do(t, servers[0], cmd("FLUSHALL"), cmd("HSET", "h", "a", 1, "b", 2), cmd("HSET", "g", "a", 1), cmd("HPEXPIREAT", "h", 4102444800000, "FIELDS", 1, "a"))
			do(t, older, cmd("HSET", "h", "a", 1, "b", 2), cmd("HSET", "g", "a", 1))
			expect(t, run(t, servers[0].Addr, older.Addr, options()), []string{`db0 "h" hash ttl 2/2 a=ttl`})
			expect(t, run(t, older.Addr, servers[0].Addr, options()), []string{`db0 "h" hash ttl 2/2 a=ttl`})
			o := options()
			o.TTLTolerance = -time.Second
			expect(t, run(t, servers[0].Addr, older.Addr, o), nil)
		}
	})
}

// TestFieldTimesRefused never takes fields for equal whose expiry a side keeps to
// itself.
func TestFieldTimesRefused(t *testing.T) {
	fieldsExpire(t, func(t *testing.T, servers [2]*redistest.Server) {
		for _, s := range servers {
			do(t, s, cmd("HSET", "h", "a", 1), cmd("HSET", "g", "a", 1), cmd("SET", "s", "v"), cmd("HPEXPIREAT", "h", 4102444800000, "FIELDS", 1, "a"))
		}
		unverified := func(what string, want string) {
			t.Helper()
			for _, rounds := range []int{1, 2} {
				o := options()
				o.Rounds = rounds
				for _, at := range [][2]int{{0, 1}, {1, 0}} {
					got := run(t, servers[at[0]].Addr, servers[at[1]].Addr, o)
					if got.err != nil || len(got.conflicts) > 0 || strings.Join(got.unverified, " ") != want {
						t.Errorf("%s: error %v, unverified %q, conflicts %q", what, got.err, got.unverified, got.conflicts)
					}
				}
			}
		}
		do(t, servers[1], cmd("ACL", "SETUSER", "default", "-hpexpiretime"))
		unverified("refused", "g h")
		do(t, servers[1], cmd("ACL", "SETUSER", "default", "-info"))
		unverified("refused, and INFO", "g h")
		do(t, servers[1], cmd("DEL", "h"), cmd("HSET", "h", "a", 1), cmd("ACL", "SETUSER", "default", "+info"))
		expect(t, run(t, servers[0].Addr, servers[1].Addr, options()), []string{`db0 "h" hash ttl 1/1 a=ttl`}) // INFO says that none expires there
		do(t, servers[1], cmd("ACL", "SETUSER", "default", "-pttl", "-pexpiretime"), cmd("EXPIRE", "s", 1000))
		do(t, servers[0], cmd("DEL", "h"), cmd("HSET", "h", "a", 1))
		unverified("expiry of keys refused", "g h s")
	})
}
