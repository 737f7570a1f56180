package check_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// TestToleranceIsForTwoTimes has keys that are on one side only and would live
// for less than the tolerance.
func TestToleranceIsForTwoTimes(t *testing.T) {
	servers := redistest.Pair(t)
	do(t, servers[0], cmd("SET", "same", "v"), cmd("SET", "minutes", "v", "EX", 600))
	do(t, servers[1], cmd("SET", "same", "v"))
	source := redistest.NewProxy(t, servers[0].Addr)
	for _, left := range []int{600000, 900} { // an answer, so that nothing expires while the test waits
		source.Answer("PTTL", fmt.Sprintf(":%d\r\n", left), redistest.Key("minutes"))
		for mode := compare.FullValue; mode <= compare.Outline; mode++ {
			for rounds := 1; rounds <= 2; rounds++ {
				o := options()
				o.Mode, o.Rounds, o.TTLTolerance = mode, rounds, time.Hour
				expect(t, run(t, source.Addr, servers[1].Addr, o), []string{`db0 "minutes" string lack_target 1/0`})
			}
		}
	}
	source.Answer("PTTL", ":0\r\n", redistest.Key("minutes")) // its time is over
	expect(t, run(t, source.Addr, servers[1].Addr, options()), nil)
}

// TestExpiresWhileAskedAbout has a key that expires in the middle of being asked
// about: it is looked at again.
func TestExpiresWhileAskedAbout(t *testing.T) {
	servers := redistest.Pair(t)
	c := servers[0].Client(0)
	do(t, servers[0], cmd("SET", "k", "v", "EX", 600), cmd("SET", "stays", "v"))
	source := redistest.NewProxy(t, servers[0].Addr)
	source.AnswerWith("PTTL", func([]string) string {
		c.Del(t.Context(), "k")
		return ":-2\r\n"
	}, redistest.Key("k"))
	expect(t, run(t, source.Addr, servers[1].Addr, options()), []string{`db0 "stays" string lack_target 1/0`})
}

// TestPTTLIsReadAtTwoMoments has servers without PEXPIRETIME, of which one is
// farther away, and no tolerance.
func TestPTTLIsReadAtTwoMoments(t *testing.T) {
	servers := redistest.Pair(t)
	var proxies [2]*redistest.Proxy
	for i, s := range servers {
		for n := range 300 {
			do(t, s, cmd("SET", fmt.Sprint("k:", n), "v", "PXAT", 4102444800000+n))
		}
		do(t, s, cmd("SET", "later", "v", "PXAT", 4102444800000+i*600000), cmd("HSET", "earlier", "f", "v"), cmd("PEXPIREAT", "earlier", 4102444800000-i*600000),
			cmd("SET", "never", "v", "PXAT", 4102444800000))
		proxies[i] = redistest.NewProxy(t, s.Addr)
		proxies[i].Refuse("PEXPIRETIME", "ERR unknown command")
	}
	do(t, servers[1], cmd("PERSIST", "never"))
	proxies[1].Delay(7 * time.Millisecond)
	want := []string{`db0 "earlier" hash ttl 1/1`, `db0 "later" string ttl 1/1`, `db0 "never" string ttl 1/1`}
	for _, tolerance := range []time.Duration{0, time.Millisecond, time.Second} {
		for rounds := 1; rounds <= 2; rounds++ {
			o := options()
			o.TTLTolerance, o.Rounds, o.Digest = tolerance, rounds, rounds == 1
			expect(t, run(t, proxies[0].Addr, proxies[1].Addr, o), want)
		}
	}
}
