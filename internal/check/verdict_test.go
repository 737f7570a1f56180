package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// verdict is one planted difference and what each mode has to make of it; a
// mode that is not named has to find nothing.
type verdict struct {
	name           string
	source, target [][]any
	want           map[check.Mode]string
}

// inFull, inLength and inAll name the modes that find something.
func inFull(line string) map[check.Mode]string {
	return map[check.Mode]string{check.FullValue: line, check.Outline: line}
}

func inLength(line, short string) map[check.Mode]string {
	return map[check.Mode]string{check.FullValue: line, check.Outline: line, check.Length: short}
}

func inAll(line string) map[check.Mode]string {
	return map[check.Mode]string{check.FullValue: line, check.Outline: line, check.Length: line, check.Exists: line}
}

func verdicts() []verdict {
	return []verdict{
		{name: "string equal", source: [][]any{cmd("SET", "k", "v")}, target: [][]any{cmd("SET", "k", "v")}},
		{name: "string value", source: [][]any{cmd("SET", "k", "v")}, target: [][]any{cmd("SET", "k", "w")},
			want: inFull(`db0 "k" string value 1/1`)},
		{name: "string length", source: [][]any{cmd("SET", "k", "v")}, target: [][]any{cmd("SET", "k", "vv")},
			want: inLength(`db0 "k" string value 1/2`, `db0 "k" string value 1/2`)},
		{name: "string lacking", source: [][]any{cmd("SET", "k", "v")},
			want: inAll(`db0 "k" string lack_target 1/0`)},
		{name: "empty string lacking", source: [][]any{cmd("SET", "k", "")},
			want: inAll(`db0 "k" string lack_target 0/0`)},
		{name: "empty string equal", source: [][]any{cmd("SET", "k", "")}, target: [][]any{cmd("SET", "k", "")}},
		{name: "empty on the target", source: [][]any{cmd("SET", "k", "v")}, target: [][]any{cmd("SET", "k", "")},
			want: inLength(`db0 "k" string value 1/0`, `db0 "k" string value 1/0`)},
		{name: "empty on the source", source: [][]any{cmd("SET", "k", "")}, target: [][]any{cmd("SET", "k", "v")},
			want: inLength(`db0 "k" string value 0/1`, `db0 "k" string value 0/1`)},
		{name: "empty key name", source: [][]any{cmd("SET", "", "v")}, target: [][]any{cmd("SET", "", "w")},
			want: inFull(`db0 "" string value 1/1`)},
		{name: "binary key and field", source: [][]any{cmd("HSET", "a\r\n\x00\xff", "f\x00\r\n\xfe", "1")},
			target: [][]any{cmd("HSET", "a\r\n\x00\xff", "f\x00\r\n\xfe", "2")},
			want:   inFull(`db0 "a\r\n\x00\xff" hash value 1/1 ` + "f\x00\r\n\xfe=value")},
		{name: "hyperloglog cache", source: [][]any{cmd("PFADD", "k", "a", "b"), cmd("PFCOUNT", "k")},
			target: [][]any{cmd("PFADD", "k", "a", "b")}},
		{name: "hyperloglog", source: [][]any{cmd("PFADD", "k", "a")}, target: [][]any{cmd("PFADD", "k", "b")},
			want: inFull(`db0 "k" string value 21/21`)},
		{name: "no hyperloglog", source: [][]any{cmd("SET", "k", "HYLL\x00\x00\x00\x0012345678the rest")},
			target: [][]any{cmd("SET", "k", "HYLL\x00\x00\x00\x0087654321the rest")}, want: inFull(`db0 "k" string value 24/24`)},
		{name: "type", source: [][]any{cmd("HSET", "k", "f", "v")}, target: [][]any{cmd("SET", "k", "v")},
			want: inLength(`db0 "k" hash type 1/-1`, `db0 "k" hash type 1/-1`)},
		{name: "other database", source: [][]any{cmd("SELECT", "0"), cmd("SET", "k", "v")}, target: [][]any{cmd("SET", "k", "w")},
			want: inFull(`db0 "k" string value 1/1`)},

		{name: "hash", source: [][]any{cmd("HSET", "k", "a", "1", "b", "2", "c", "3")},
			target: [][]any{cmd("HSET", "k", "a", "1", "b", "x", "d", "4")},
			want:   inFull(`db0 "k" hash value 3/3 b=value c=lack_target d=lack_source`)},
		{name: "hash longer", source: [][]any{cmd("HSET", "k", "a", "1")}, target: [][]any{cmd("HSET", "k", "a", "1", "b", "2")},
			want: inLength(`db0 "k" hash value 1/2 b=lack_source`, `db0 "k" hash value 1/2`)},
		{name: "hash order", source: [][]any{cmd("HSET", "k", "a", "1", "b", "2")}, target: [][]any{cmd("HSET", "k", "b", "2", "a", "1")}},

		{name: "set", source: [][]any{cmd("SADD", "k", "a", "b")}, target: [][]any{cmd("SADD", "k", "a", "c")},
			want: inFull(`db0 "k" set value 2/2 b=lack_target c=lack_source`)},
		{name: "set of numbers", source: [][]any{cmd("SADD", "k", "1", "2")}, target: [][]any{cmd("SADD", "k", "2", "1", "x"), cmd("SREM", "k", "x")}},

		{name: "list prefix on the target", source: [][]any{cmd("RPUSH", "k", "a", "b", "c", "d")}, target: [][]any{cmd("RPUSH", "k", "a", "b")},
			want: inLength(`db0 "k" list value 4/2 2=lack_target`, `db0 "k" list value 4/2`)},
		{name: "list prefix on the source", source: [][]any{cmd("RPUSH", "k", "a", "b")}, target: [][]any{cmd("RPUSH", "k", "a", "b", "c")},
			want: inLength(`db0 "k" list value 2/3 2=lack_source`, `db0 "k" list value 2/3`)},
		{name: "list element", source: [][]any{cmd("RPUSH", "k", "a", "b", "c", "d")}, target: [][]any{cmd("RPUSH", "k", "a", "x", "c", "y")},
			want: inFull(`db0 "k" list value 4/4 1=value`)},
		{name: "list order", source: [][]any{cmd("RPUSH", "k", "a", "b")}, target: [][]any{cmd("RPUSH", "k", "b", "a")},
			want: inFull(`db0 "k" list value 2/2 0=value`)},

		{name: "zset score", source: [][]any{cmd("ZADD", "k", "1", "a", "2", "b")}, target: [][]any{cmd("ZADD", "k", "1", "a", "2.5", "b")},
			want: inFull(`db0 "k" zset value 2/2 b=value`)},
		{name: "zset zero", source: [][]any{cmd("ZADD", "k", "0", "a")}, target: [][]any{cmd("ZADD", "k", "-0", "a")}},
		{name: "zset infinite", source: [][]any{cmd("ZADD", "k", "+inf", "a", "-inf", "b")}, target: [][]any{cmd("ZADD", "k", "+inf", "a", "+inf", "b")},
			want: inFull(`db0 "k" zset value 2/2 b=value`)},

		{name: "stream tail", source: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XADD", "k", "2-1", "f", "v")},
			target: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XADD", "k", "2-1", "f", "w")},
			want:   inFull(`db0 "k" stream value 2/2 2-1=value`)},
		{name: "stream entries", source: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XADD", "k", "3-1", "f", "v")},
			target: [][]any{cmd("XADD", "k", "2-1", "f", "v"), cmd("XADD", "k", "3-1", "f", "v")},
			want:   inFull(`db0 "k" stream value 2/2 1-1=lack_target 2-1=lack_source`)},
		{name: "stream last ID", source: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XSETID", "k", "5-0")},
			target: [][]any{cmd("XADD", "k", "1-1", "f", "v")},
			want:   inFull(`db0 "k" stream value 1/1 last-generated-id=value`)},
		{name: "stream empty", source: [][]any{cmd("XGROUP", "CREATE", "k", "g", "0", "MKSTREAM")},
			target: [][]any{cmd("XGROUP", "CREATE", "k", "g", "0", "MKSTREAM")}},
		{name: "stream empty lacking", source: [][]any{cmd("XGROUP", "CREATE", "k", "g", "0", "MKSTREAM")},
			want: inAll(`db0 "k" stream lack_target 0/0`)},
		{name: "stream group without pending entries", source: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "k", "g", "$")},
			target: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "k", "g", "$")}},
		{name: "stream group", source: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "k", "g", "$"), cmd("XGROUP", "CREATE", "k", "h", "$")},
			target: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "k", "g", "0"), cmd("XGROUP", "CREATE", "k", "i", "$")},
			want:   inFull(`db0 "k" stream value 1/1 group g=value group h=lack_target group i=lack_source`)},
		{name: "stream pending", source: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "k", "g", "0"), cmd("XREADGROUP", "GROUP", "g", "c", "STREAMS", "k", ">")},
			target: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "k", "g", "0"), cmd("XREADGROUP", "GROUP", "g", "c", "STREAMS", "k", ">"), cmd("XACK", "k", "g", "1-1")},
			want:   inFull(`db0 "k" stream value 1/1 group g pending 1-1=lack_target`)},
		{name: "stream consumer", source: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "k", "g", "0"), cmd("XREADGROUP", "GROUP", "g", "c", "STREAMS", "k", ">")},
			target: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "k", "g", "0"), cmd("XREADGROUP", "GROUP", "g", "d", "STREAMS", "k", ">")},
			want:   inFull(`db0 "k" stream value 1/1 group g pending 1-1=value`)},
		{name: "stream pending equal", source: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "k", "g", "0"), cmd("XREADGROUP", "GROUP", "g", "c", "STREAMS", "k", ">")},
			target: [][]any{cmd("XADD", "k", "1-1", "f", "v"), cmd("XGROUP", "CREATE", "k", "g", "0"), cmd("XREADGROUP", "GROUP", "g", "c", "STREAMS", "k", ">")}},

		{name: "expiry on the source only", source: [][]any{cmd("SET", "k", "v", "EX", "100000")}, target: [][]any{cmd("SET", "k", "v")},
			want: inFull(`db0 "k" string ttl 1/1`)},
		{name: "expiry on the target only", source: [][]any{cmd("HSET", "k", "f", "v")}, target: [][]any{cmd("HSET", "k", "f", "v"), cmd("EXPIRE", "k", "100000")},
			want: inFull(`db0 "k" hash ttl 1/1`)},
		{name: "expiry later", source: [][]any{cmd("SET", "k", "v", "EX", "100000")}, target: [][]any{cmd("SET", "k", "v", "EX", "200000")},
			want: inFull(`db0 "k" string ttl 1/1`)},
		{name: "expiry within the tolerance", source: [][]any{cmd("SET", "k", "v"), cmd("PEXPIREAT", "k", "1900000000000")},
			target: [][]any{cmd("SET", "k", "v"), cmd("PEXPIREAT", "k", "1900000000900")}},
		{name: "value goes before expiry", source: [][]any{cmd("SET", "k", "v", "EX", "100000")}, target: [][]any{cmd("SET", "k", "w")},
			want: inFull(`db0 "k" string value 1/1`)},
	}
}

// TestVerdicts plants each difference alone, in each mode, first met as new
// and then once more as the suspect of a second round.
func TestVerdicts(t *testing.T) {
	servers := redistest.Pair(t)
	for _, v := range verdicts() {
		t.Run(v.name, func(t *testing.T) {
			for _, s := range servers {
				s.Do("FLUSHALL")
			}
			do(t, servers[0], v.source...)
			do(t, servers[1], v.target...)
			for mode := check.FullValue; mode <= check.Outline; mode++ {
				for rounds := 1; rounds <= 2; rounds++ {
					o := options()
					o.Mode, o.Rounds = mode, rounds
					got := run(t, servers[0].Addr, servers[1].Addr, o)
					if got.err != nil {
						t.Fatal(got.err)
					}
					text := strings.Join(append(got.conflicts, got.unverified...), "\n")
					if diff := cmp.Diff(v.want[mode], text); diff != "" {
						t.Errorf("mode %d, round %d (-want +got):\n%s", mode, rounds, diff)
					}
				}
			}
		})
	}
}
