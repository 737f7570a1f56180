package check_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// digestWay is a way to digest, with servers that allow it alone.
type digestWay struct {
	name     string
	start    func(*testing.T) *redistest.Server
	commands []string
	probes   int // calls of them before each run
}

func digestWays() []digestWay {
	return []digestWay{
		{"script", func(t *testing.T) *redistest.Server { return redistest.Start(t) },
			[]string{"eval_ro", "evalsha_ro", "eval", "evalsha"}, 4},
		{"debug", func(t *testing.T) *redistest.Server {
			s := redistest.Start(t, "--enable-debug-command", "yes")
			s.Do("ACL", "SETUSER", "default", "-@scripting")
			return s
		}, []string{"debug"}, 1},
	}
}

func (w digestWay) pair(t *testing.T) [2]*redistest.Server {
	t.Helper()
	return [2]*redistest.Server{w.start(t), w.start(t)}
}

// digests is how many calls for digests a server was sent.
func (w digestWay) digests(s *redistest.Server) int { return used(s, w.commands...) }

// used is how often a server ran commands, for clients and in scripts.
func used(s *redistest.Server, commands ...string) (n int) {
	text := fmt.Sprint(s.Do("INFO", "commandstats"))
	for _, c := range commands {
		if m := regexp.MustCompile(`(?m)^cmdstat_` + c + `:calls=(\d+)`).FindStringSubmatch(text); m != nil {
			calls, _ := strconv.Atoi(m[1])
			n += calls
		}
	}
	return n
}

// digesting are options for one key after the other, so that a key is digested
// if one like it came before.
func digesting() check.Options {
	o := options()
	o.Digest, o.Batch, o.Parallel = true, 1, 1
	return o
}

// TestDigestVerdicts plants the cases of testdata/verdict about one key behind
// larger keys of the same family, so that the key is digested.
func TestDigestVerdicts(t *testing.T) {
	for _, way := range digestWays() {
		servers := way.pair(t)
		for _, v := range verdicts(t) {
			if !v.simple() || !v.fits(servers) || len(v.keys()) > 1 || v.topic == "vectorset" {
				continue
			}
			t.Run(way.name+" "+v.topic+" "+v.name, func(t *testing.T) {
				for i, s := range servers {
					s.Do("FLUSHALL")
					play(t, s, v.plant[i])
					s.Do("SWAPDB", 0, 1)
				}
				key := servers[0].Client(1).RandomKey(t.Context()).Val()
				typ := servers[0].Client(1).Type(t.Context(), key).Val()
				if typ == "none" {
					return // the source has nothing to digest
				}
				for _, s := range servers {
					enlarge(t, s, typ, key)
				}
				for _, mode := range []compare.Mode{compare.FullValue, compare.Outline} {
					digestVerdict(t, way, servers, v.want[mode], typ, mode)
				}
			})
		}
	}
}

// digestVerdict compares two servers by digests, in one round and in two.
func digestVerdict(t *testing.T, way digestWay, servers [2]*redistest.Server, lines []string, typ string, mode compare.Mode) {
	t.Helper()
	for rounds := 1; rounds <= 2; rounds++ {
		o := digesting()
		o.Mode, o.Rounds = mode, rounds
		before := way.digests(servers[0])
		got := run(t, servers[0].Addr, servers[1].Addr, o)
		asked := way.digests(servers[0]) - before - way.probes
		want := strings.ReplaceAll(strings.Join(lines, "\n"), "db0", "db1")
		if diff := cmp.Diff(want, strings.Join(got.lines(), "\n")); diff != "" || got.err != nil {
			t.Errorf("mode %d, round %d: error %v (-want +got):\n%s", mode, rounds, got.err, diff)
		}
		if (asked < 3) != (typ == "stream") || way.name == "script" && asked > 4 {
			t.Errorf("%d digests were asked for", asked)
		}
		if mode == compare.Outline {
			break // its later rounds are as in mode FullValue
		}
	}
}

// enlarge writes four keys of a key's type and family into database 0, which is
// looked at first.
func enlarge(t *testing.T, s *redistest.Server, typ, key string) {
	t.Helper()
	long := strings.Repeat("x", 50)
	for i := range 4 {
		name := key + strconv.Itoa(i)
		do(t, s, map[string][]any{
			"string": cmd("SET", name, long+long+long),
			"hash":   cmd("HSET", name, "a", long, "b", long),
			"list":   cmd("RPUSH", name, long, long),
			"set":    cmd("SADD", name, "1"+long, "2"+long),
			"zset":   cmd("ZADD", name, 1, "1"+long, 0.1, "2"+long),
			"stream": cmd("XADD", name, "1-1", long, long),
		}[typ])
	}
}

// TestDigestFindsExactlyWhatChanged is TestFindsExactlyWhatChanged by digests.
func TestDigestFindsExactlyWhatChanged(t *testing.T) {
	for _, way := range digestWays() {
		servers := way.pair(t)
		for seed := int64(11); seed <= 14; seed++ {
			t.Run(fmt.Sprint(way.name, " seed ", seed), func(t *testing.T) {
				servers[0].Do("FLUSHALL")
				rnd := rand.New(rand.NewPCG(uint64(seed), 1))
				keys := redistest.Seed(t, servers[0].Client(0), 600, seed)
				redistest.Copy(t, servers[0], servers[1])
				want := map[string]string{}
				for _, i := range rnd.Perm(len(keys))[:rnd.IntN(60)] {
					want[keys[i]] = redistest.Mutate(t, rnd, servers[1].Client(0), keys[i])
				}
				o := options()
				o.Digest, o.Rounds, o.Batch = true, 1+rnd.IntN(3), 1+rnd.IntN(100)
				before := way.digests(servers[1])
				expectKeys(t, run(t, servers[0].Addr, servers[1].Addr, o), want)
				if way.digests(servers[1])-before-way.probes < 3 {
					t.Error("no digests were asked for")
				}
			})
		}
	}
}

// TestDigestSaysEqual has values that are equal, whatever order and encoding
// servers keep them in: none but the first of them are read.
func TestDigestSaysEqual(t *testing.T) {
	for _, way := range digestWays() {
		t.Run(way.name, func(t *testing.T) {
			servers := way.pair(t)
			for _, name := range []string{"hash-max-listpack-entries", "set-max-intset-entries", "zset-max-listpack-entries"} {
				servers[1].Do("CONFIG", "SET", name, 1)
			}
			for i, s := range servers {
				for key := range 20 {
					for n := range 40 {
						n += i * (39 - 2*n) // there they go backwards
						do(t, s, cmd("HSET", fmt.Sprint("h:", key), n, n*key), cmd("SADD", fmt.Sprint("s:", key), n*key+n),
							cmd("SADD", fmt.Sprint("words:", key), fmt.Sprint("w\n", n)), cmd("ZADD", fmt.Sprint("z:", key), float64(n)/10, n))
					}
					do(t, s, cmd("RPUSH", fmt.Sprint("l:", key), strings.Repeat("a", 100), key), cmd("SET", fmt.Sprint("t:", key), strings.Repeat("b", 200)))
				}
			}
			expect(t, run(t, servers[0].Addr, servers[1].Addr, digesting()), nil)
			for _, c := range []struct {
				commands string
				want     int // one probe of each, and of each family one key to begin with, twice if it has more than a few elements
				scripted int // in scripts the others
			}{
				{"getrange", 2, 0}, {"get", 1, 19}, {"lrange", 2, 19}, {"hscan hrandfield", 4, 0}, {"hgetall", 1, 19},
				{"sscan srandmember", 6, 0}, {"smembers", 1, 38}, {"zscan", 2, 0}, {"zrange", 1, 19},
			} {
				if way.name == "script" {
					c.want += c.scripted
				}
				if got := used(servers[0], strings.Fields(c.commands)...); got != c.want {
					t.Errorf("%s: called %d times, not %d", c.commands, got, c.want)
				}
			}
		})
	}
}

// TestDigestIsBounded has single values that are too big among many that are
// not: no server digests them.
func TestDigestIsBounded(t *testing.T) {
	for _, way := range digestWays() {
		t.Run(way.name, func(t *testing.T) {
			servers := way.pair(t)
			for _, s := range servers {
				for _, typ := range []string{"string", "hash", "list", "set", "zset"} {
					enlarge(t, s, typ, typ+":")
				}
				seedBig(t, s)
				s.Do("SETRANGE", "string", 1<<20, "beyond")
				s.Do("DEL", "stream")
				for _, key := range []string{"hash", "set", "zset", "list", "string"} {
					s.Do("RENAME", key, key+":")
					s.Do("MOVE", key+":", 1)
				}
			}
			proxy := redistest.NewProxy(t, servers[0].Addr)
			proxy.Record(100000)
			expect(t, run(t, proxy.Addr, servers[1].Addr, digesting()), nil)
			if way.name == "script" {
				for command, want := range map[string]int{"get": 4, "hgetall": 4, "smembers": 4, "zrange": 4} {
					if got := used(servers[0], command); got != want {
						t.Errorf("%s: called %d times, not %d", command, got, want)
					}
				}
			}
			for _, c := range proxy.Log() {
				if c[0] == "DEBUG" && strings.HasSuffix(c[2], ":") {
					t.Errorf("%q was sent", c)
				}
			}
		})
	}
}

// TestDigestFirstBatch has nothing but unknown families in its first batch: of
// each a single key is read, and the others are digested.
func TestDigestFirstBatch(t *testing.T) {
	servers := redistest.Pair(t)
	for _, s := range servers {
		for key := range 100 {
			do(t, s, cmd("HSET", fmt.Sprint("h:", key), "f", strings.Repeat("x", 100)), cmd("SET", fmt.Sprint("s:", key), strings.Repeat("x", 100)))
		}
	}
	o := options()
	o.Digest, o.Parallel, o.Batch = true, 1, 1000
	expect(t, run(t, servers[0].Addr, servers[1].Addr, o), nil)
	if hashes, strings := used(servers[0], "hscan", "hrandfield"), used(servers[0], "getrange"); hashes != 3 || strings != 2 {
		t.Errorf("%d hashes and %d strings were read", hashes, strings)
	}
}

// TestDigestOfExpired has keys that expired on the target, which still holds
// them.
func TestDigestOfExpired(t *testing.T) {
	for _, way := range digestWays() {
		t.Run(way.name, func(t *testing.T) {
			servers := [2]*redistest.Server{way.start(t), redistest.Start(t, "--enable-debug-command", "yes")}
			if way.name == "debug" {
				servers[1].Do("ACL", "SETUSER", "default", "-@scripting")
			}
			servers[1].Do("DEBUG", "SET-ACTIVE-EXPIRE", 0)
			for _, s := range servers {
				enlarge(t, s, "string", "k")
			}
			value := strings.Repeat("v", 200)
			servers[0].Client(1).Set(t.Context(), "k", value, 0)
			servers[1].Client(1).Set(t.Context(), "k", value, 20*time.Millisecond)
			time.Sleep(40 * time.Millisecond) // the time itself is what is awaited
			if n := servers[1].Client(1).DBSize(t.Context()).Val(); n != 1 {
				t.Fatalf("the target holds %d keys", n)
			}
			expect(t, run(t, servers[0].Addr, servers[1].Addr, digesting()), []string{`db1 "k" string lack_target 200/0`})
		})
	}
}

// TestDigestScores leaves sorted sets out where versions print scores differently.
func TestDigestScores(t *testing.T) {
	servers := redistest.Pair(t)
	for _, s := range servers {
		enlarge(t, s, "zset", "z:")
		enlarge(t, s, "set", "s:")
	}
	for _, version := range []string{"7.2.4", "7.0.15"} {
		var addrs [2]string
		var proxies [2]*redistest.Proxy
		for i, s := range servers {
			proxies[i] = redistest.NewProxy(t, s.Addr)
			info(proxies[i], []string{"6.2.1", version}[i], "keys=8,expires=0,avg_ttl=0")
			addrs[i] = proxies[i].Addr
		}
		proxies[0].Record(1000)
		expect(t, run(t, addrs[0], addrs[1], digesting()), nil)
		asked := map[string]int{}
		for _, c := range proxies[0].Log() {
			if strings.HasPrefix(c[0], "EVAL") {
				asked[c[len(c)-3]]++
			}
		}
		if asked["set"] != 3 || (asked["zset"] == 3) != (version < "7.2") {
			t.Errorf("%s: %v", version, asked)
		}
	}
}

// TestDigestFieldExpiry compares when fields expire, of hashes that are the same
// by their digests, too.
func TestDigestFieldExpiry(t *testing.T) {
	servers := redistest.Pair(t)
	var addrs [2]string
	var want []string
	for i, s := range servers {
		p := redistest.NewProxy(t, s.Addr)
		info(p, "7.4.1", "keys=4,expires=0,avg_ttl=0,subexpiry=4")
		p.AnswerWith("HPEXPIRETIME", func(args []string) string { // the probe asks for one field, else for two
			return fmt.Sprintf("*%d\r\n", len(args)-4) + strings.Repeat(fmt.Sprintf(":%d\r\n", 1900000000000+i*5000), len(args)-4)
		})
		addrs[i] = p.Addr
		enlarge(t, s, "hash", "h:")
		want = append(want, fmt.Sprintf(`db0 "h:%d" hash ttl 2/2 a=ttl b=ttl`, i), fmt.Sprintf(`db0 "h:%d" hash ttl 2/2 a=ttl b=ttl`, i+2))
	}
	slices.Sort(want)
	expect(t, run(t, addrs[0], addrs[1], digesting()), want)
	if used(servers[0], "hgetall") != 4 {
		t.Error("not all but the first hash were digested")
	}
}

// TestDigestCluster has a cluster on one side.
func TestDigestCluster(t *testing.T) {
	t.Parallel() // it mostly waits
	cluster, one := redistest.Cluster(t, 3, 0), redistest.Start(t)
	want := plant(t, one.Client(0), cluster.Client())
	o := options()
	o.Digest = true
	expect(t, run(t, one.Addr, list(cluster), o), want)
	for _, node := range cluster.Nodes {
		if used(node, "evalsha_ro", "eval_ro") < 3 {
			t.Error("a node was not asked for digests")
		}
	}
	plant(t, cluster.Client(), one.Client(0))
	expect(t, run(t, list(cluster), one.Addr, o), want)
}

// TestDigestSentinel asks one server for many digests by one call, by whatever
// address it is reached.
func TestDigestSentinel(t *testing.T) {
	t.Parallel() // it mostly waits
	w := watch(t)
	target := redistest.Start(t)
	for _, s := range []*redistest.Server{w.master, target} {
		for n := range 500 {
			do(t, s, cmd("SET", fmt.Sprint("k:", n), strings.Repeat("x", 200)))
		}
	}
	source, words := w.connect(t, w.options(""))
	if source == nil {
		t.Fatal(words)
	}
	o := options()
	o.Digest, o.Batch = true, 256
	expect(t, runWith(t, source, connect(t, "target", target.Addr), o), nil)
	if calls := used(w.master, "eval_ro", "evalsha_ro"); calls < 2 || calls > 50 {
		t.Errorf("%d calls for the digests of 500 keys", calls)
	}
}

// TestDigestForgotten has a server that loses its scripts, and one that never
// heard of EVAL_RO.
func TestDigestForgotten(t *testing.T) {
	servers := redistest.Pair(t)
	var proxies [2]*redistest.Proxy
	for i, s := range servers {
		for n := range 400 {
			do(t, s, cmd("SET", fmt.Sprint("k:", n), strings.Repeat("x", 200)), cmd("SET", fmt.Sprint("l:", n), strings.Repeat("x", 300+n/399*i)))
		}
		proxies[i] = redistest.NewProxy(t, s.Addr)
	}
	for _, name := range []string{"EVAL_RO", "EVALSHA_RO"} {
		proxies[0].Refuse(name, "ERR unknown command")
	}
	forget := redistest.After(10)
	proxies[0].AnswerWith("EVALSHA", func([]string) string { servers[0].Do("SCRIPT", "FLUSH"); return "" }, forget, redistest.Times(1))
	o := options()
	o.Digest, o.Parallel = true, 1
	expect(t, run(t, proxies[0].Addr, proxies[1].Addr, o), []string{`db0 "l:399" string value 300/301`})
	if texts := proxies[0].Count("EVAL") - 1; texts < 2 || texts > proxies[0].Count("EVALSHA")/2 {
		t.Errorf("the text of the script was sent %d times", texts)
	}
}

// TestDigestImpossible refuses a run that could not digest anything.
func TestDigestImpossible(t *testing.T) {
	servers := redistest.Pair(t)
	o := options()
	o.Digest = true
	servers[1].Do("ACL", "SETUSER", "default", "-@scripting")
	got := run(t, servers[0].Addr, servers[1].Addr, o)
	if got.err == nil || strings.Contains(got.err.Error(), "\n") || got.rounds != 0 {
		t.Fatal(got)
	}
	for _, words := range []string{"--digest: ", "the source says to DEBUG DIGEST-VALUE: ERR DEBUG", "the target says to EVAL_RO: NOPERM"} {
		if !strings.Contains(got.err.Error(), words) {
			t.Errorf("%q is not in: %v", words, got.err)
		}
	}
	servers[1].Do("ACL", "SETUSER", "default", "+@scripting")
	if got := run(t, servers[0].Addr, servers[1].Addr, options()); got.err != nil || used(servers[0], "eval", "debug") > 2 {
		t.Error("what is not asked for was probed")
	}
}
