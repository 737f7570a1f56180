package check_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/sqlite"
)

// missing is a side that does not have the key.
const missing = "none"

// guessTypes are the types that a key may be taken for, or be.
func guessTypes() []string {
	return []string{"string", "hash", "list", "set", "zset", "stream", "vectorset"}
}

// oddKey is a key whose types on the two sides are drawn from all pairs.
type oddKey struct {
	name  string
	types [2]string
	other bool // of one type, but of two values
}

// oddKeys are all pairs of types, under names alike.
func oddKeys(types []string) (keys []oddKey) {
	add := func(a, b string, other bool) {
		keys = append(keys, oddKey{"k:" + strconv.Itoa(len(keys)), [2]string{a, b}, other})
	}
	for _, a := range types {
		for _, b := range append(types, missing) {
			add(a, b, false)
		}
		add(a, a, true)
		add(missing, a, false)
	}
	return keys
}

// verdict is what a run has to say of a key that it looks at, without lengths.
func (k oddKey) verdict(mode compare.Mode) string {
	a, b := k.types[0], k.types[1]
	switch {
	case a == missing:
		return b + " lack_source"
	case b == missing:
		return a + " lack_target"
	case mode == compare.Exists, a == b && !k.other, a == b && mode == compare.Length:
		return ""
	case a != b:
		return a + " type"
	}
	return a + " value"
}

// deployedTypes are two servers on which keys of all types can be written.
type deployedTypes struct {
	servers [2]*redistest.Server
	addrs   [2]string
	real    bool               // they have vector sets (Redis 8.0)
	vectors [2]map[string]bool // else: the strings that are passed off as such
}

func startTypes(t *testing.T) *deployedTypes {
	d := &deployedTypes{servers: redistest.Pair(t)}
	d.real = d.servers[0].Client(0).Do(t.Context(), "VADD", "probe", "VALUES", 1, 1, "e").Err() == nil
	for i, s := range d.servers {
		do(t, s, cmd("FLUSHALL"))
		d.addrs[i], d.vectors[i] = s.Addr, map[string]bool{}
		if !d.real {
			d.addrs[i] = d.passOff(t, s, d.vectors[i])
		}
	}
	return d
}

// passOff stands before a server that knows no vector sets.
func (*deployedTypes) passOff(t *testing.T, s *redistest.Server, vectors map[string]bool) string {
	p := redistest.NewProxy(t, s.Addr)
	about := redistest.When(func(args []string) bool {
		return slices.ContainsFunc(args[1:], func(a string) bool { return vectors[a] })
	})
	for _, c := range strings.Fields("GETRANGE STRLEN HLEN HSCAN HRANDFIELD HMGET LLEN LRANGE SCARD SRANDMEMBER SSCAN SMISMEMBER " +
		"ZCARD ZSCAN ZMSCORE XLEN XRANGE XPENDING XINFO") {
		p.Refuse(c, "WRONGTYPE Operation against a key holding the wrong kind of value", about)
	}
	p.Answer("TYPE", "+vectorset\r\n", about)
	p.AnswerWith("MGET", func(args []string) string {
		return fmt.Sprintf("*%d\r\n", len(args)-1) + strings.Repeat("$-1\r\n", len(args)-1)
	}, about)
	return p.Addr
}

// writing returns the commands that make a key of one side a value of a type.
func (d *deployedTypes) writing(side int, typ, key string, n int) [][]any {
	v := strconv.Itoa(n)
	commands := map[string][]any{
		"string": cmd("SET", key, v), "hash": cmd("HSET", key, "f", v), "list": cmd("RPUSH", key, v), "set": cmd("SADD", key, v),
		"zset": cmd("ZADD", key, v, "m"), "stream": cmd("XADD", key, "1-1", "f", v), missing: cmd("DEL", key),
		"vectorset": cmd("VADD", key, "VALUES", 2, v, 1, "e"+v),
	}
	if typ == "vectorset" && !d.real {
		commands[typ] = commands["string"]
		d.vectors[side][key] = true
	}
	return [][]any{cmd("DEL", key), commands[typ]}
}

// fill writes keys of one type to database 0, which is swept first, and keys
// whose names are alike to database 1.
func (d *deployedTypes) fill(t *testing.T, guess string, keys []oddKey) {
	for side, s := range d.servers {
		clear(d.vectors[side])
		do(t, s, cmd("FLUSHALL"))
		var alike [][]any
		for i := range 70 { // more than it takes for MGET
			alike = append(alike, d.writing(side, guess, fmt.Sprint("k:9", i), 1)...)
		}
		send(t, s.Client(0), alike)
		d.writeOdd(t, side, keys)
	}
}

func (d *deployedTypes) writeOdd(t *testing.T, side int, keys []oddKey) {
	var all [][]any
	for _, k := range keys {
		n := 1
		if k.other {
			n += side
		}
		all = append(all, d.writing(side, k.types[side], k.name, n)...)
	}
	send(t, d.servers[side].Client(1), all)
}

// expect compares what a run found about odd keys, without lengths. Two vector
// sets may be unverified, or differ although they are the same.
func (d *deployedTypes) expect(t *testing.T, got outcome, keys []oddKey, mode compare.Mode) {
	t.Helper()
	said := map[string]string{}
	for _, l := range got.conflicts {
		words := strings.Fields(l)
		said[strings.Trim(words[1], `"`)] = words[2] + " " + words[3]
	}
	for _, k := range keys {
		want, unsure := k.verdict(mode), k.types == [2]string{"vectorset", "vectorset"}
		unsure = unsure && (slices.Contains(got.unverified, k.name) || said[k.name] == "" || said[k.name] == "vectorset value")
		if said[k.name] != want && !unsure || got.err != nil {
			t.Errorf("mode %d: a %s and a %s, other %v: error %v, got %q, want %q", mode, k.types[0], k.types[1], k.other, got.err, said[k.name], want)
		}
	}
}

// TestGuess takes keys of every pair of types for one of each type.
func TestGuess(t *testing.T) {
	d := startTypes(t)
	keys := oddKeys(guessTypes())
	for _, guess := range guessTypes() {
		t.Log("taken for a", guess)
		d.fill(t, guess, keys)
		source, target := connect(t, "source", d.addrs[0]), connect(t, "target", d.addrs[1])
		for mode := compare.FullValue; mode < compare.Outline; mode++ {
			o := options()
			o.Mode, o.Batch, o.Parallel = mode, 1000, 1
			got := runWith(t, source, target, o)
			d.expect(t, got, slices.DeleteFunc(slices.Clone(keys), func(k oddKey) bool { return k.types[0] == missing }), mode)
		}
	}
}

// between is a store that does something before the second round.
type between struct {
	*sqlite.Store
	do func()
}

func (b *between) BeginRound(ctx context.Context, round int) error {
	if round == 2 {
		b.do()
	}
	return b.Store.BeginRound(ctx, round)
}

// TestGuessAgain has keys that were of one type in the first round, and are of
// any pair of types in the second.
func TestGuessAgain(t *testing.T) {
	d := startTypes(t)
	keys := oddKeys(guessTypes())
	for _, guess := range guessTypes() {
		t.Log("first a", guess)
		var first []oddKey
		for _, k := range keys {
			first = append(first, oddKey{name: k.name, types: [2]string{guess, missing}})
		}
		d.fill(t, guess, first)
		sides := [2]*redis.Deployment{connect(t, "source", d.addrs[0]), connect(t, "target", d.addrs[1])}
		for mode := compare.FullValue; mode < compare.Outline; mode++ {
			d.fill(t, guess, first)
			o := options()
			o.Mode, o.Rounds = mode, 2
			change := func() {
				for side := range d.servers {
					clear(d.vectors[side])
					d.writeOdd(t, side, keys)
				}
			}
			got := runBetween(t, sides, o, change)
			d.expect(t, got, keys, mode)
		}
	}
}

// runBetween does something between the rounds.
func runBetween(t *testing.T, sides [2]*redis.Deployment, o check.Options, do func()) (out outcome) {
	t.Helper()
	store := must[*sqlite.Store](t)(sqlite.New(sqlite.Options{Path: filepath.Join(t.TempDir(), "r.db"), Rounds: o.Rounds}))
	defer store.Close()
	c := check.Check{Options: o, Source: sides[0], Target: sides[1],
		Store: &between{store, do}, Stats: &check.Stats{}, Log: slog.New(slog.DiscardHandler)}
	out.rounds, out.err = c.Run(t.Context())
	if err := store.Finish(context.Background(), sqlite.Complete, ""); err != nil {
		t.Fatal(err)
	}
	out.read(t, store.Path())
	return out
}
