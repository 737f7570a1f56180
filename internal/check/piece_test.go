package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redistest"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// inPieces has a server hold collections of any size in one piece.
func inPieces() []string {
	return []string{"--hash-max-listpack-entries", "1000000", "--zset-max-listpack-entries", "1000000", "--set-max-intset-entries", "1000000"}
}

// pieceSize is several pages, and too many names for one look-up in a listpack.
const pieceSize = 8 * value.PageElements

// seedPieces writes a collection of each kind that servers hold in one piece.
func seedPieces(t *testing.T, s *redistest.Server) {
	t.Helper()
	for at := 0; at < pieceSize; at += 512 {
		hash, set, zset := cmd("HSET", "hash"), cmd("SADD", "set"), cmd("ZADD", "zset")
		for i := at; i < at+512; i++ {
			hash = append(hash, fmt.Sprint("f", i), i)
			set = append(set, i)
			zset = append(zset, float64(i)/3, fmt.Sprint("m", i))
		}
		do(t, s, hash, set, zset)
	}
}

// TestPieces compares collections that a server gives as a whole, whatever was
// asked for, without asking for more than a page of names in one command.
func TestPieces(t *testing.T) {
	packed, plain := redistest.Start(t, inPieces()...), redistest.Start(t)
	other := redistest.Start(t, inPieces()...)
	for _, s := range []*redistest.Server{packed, plain, other} {
		seedPieces(t, s)
	}
	want := []string{
		fmt.Sprintf(`db0 "hash" hash value %d/%d extra=lack_source f4000=value f7=lack_target`, pieceSize, pieceSize),
		fmt.Sprintf(`db0 "set" set value %d/%d 70000=lack_source 9=lack_target`, pieceSize, pieceSize),
		fmt.Sprintf(`db0 "zset" zset value %d/%d extra=lack_source m4000=value m8=lack_target`, pieceSize, pieceSize),
	}
	for _, pair := range [][2]*redistest.Server{{packed, other}, {packed, plain}, {plain, packed}} {
		proxies := [2]*redistest.Proxy{redistest.NewProxy(t, pair[0].Addr), redistest.NewProxy(t, pair[1].Addr)}
		for _, p := range proxies {
			p.Record(100000)
		}
		expect(t, run(t, proxies[0].Addr, proxies[1].Addr, options()), nil)
		do(t, pair[1], cmd("HSET", "hash", "f4000", "x", "extra", 1), cmd("HDEL", "hash", "f7"), cmd("SADD", "set", 70000),
			cmd("SREM", "set", 9), cmd("ZADD", "zset", 1.5, "m4000", 1, "extra"), cmd("ZREM", "zset", "m8"))
		o := options()
		for o.Rounds = 1; o.Rounds <= 2; o.Rounds++ {
			expect(t, run(t, proxies[0].Addr, proxies[1].Addr, o), want)
		}
		do(t, pair[1], cmd("HSET", "hash", "f4000", 4000, "f7", 7), cmd("HDEL", "hash", "extra"), cmd("SADD", "set", 9),
			cmd("SREM", "set", 70000), cmd("ZADD", "zset", 4000.0/3, "m4000", 8.0/3, "m8"), cmd("ZREM", "zset", "extra"))
		for i, p := range proxies {
			bounded(t, p)
			if pair[i] != plain {
				inRanks(t, p)
			}
		}
	}
}

// inRanks fails for scans of sorted sets, which give all of one in a piece.
func inRanks(t *testing.T, p *redistest.Proxy) {
	t.Helper()
	for _, c := range p.Log() {
		if c[0] == "ZSCAN" && c[1] == "zset" {
			t.Errorf("%q was sent", c)
		}
	}
}

// bounded fails for commands that ask for more names than a page has.
func bounded(t *testing.T, p *redistest.Proxy) {
	t.Helper()
	for _, c := range p.Log() {
		if len(c) > value.PageElements+4 {
			t.Errorf("%s of %s: %d words", c[0], c[1], len(c))
		}
	}
}

// TestFieldsAgainInPages looks at many fields again, a page at a time, and never
// in a collection that a server goes through for each name.
func TestFieldsAgainInPages(t *testing.T) {
	for _, config := range [][]string{nil, inPieces()} {
		servers := [2]*redistest.Server{redistest.Start(t, config...), redistest.Start(t, config...)}
		var want []string
		for i, s := range servers {
			seedPieces(t, s)
			for j := range 2000 {
				s.Do("HSET", "hash", fmt.Sprint("f", j), i)
			}
		}
		for j := range 2000 {
			want = append(want, fmt.Sprintf("f%d=value", j))
		}
		proxy := redistest.NewProxy(t, servers[1].Addr)
		proxy.Record(100000)
		o := options()
		o.Rounds = 2
		got := run(t, servers[0].Addr, proxy.Addr, o)
		if len(got.conflicts) != 1 || strings.Count(got.conflicts[0], "=value") != len(want) || got.err != nil {
			t.Errorf("error %v, conflicts %.200q", got.err, got.conflicts)
		}
		for _, c := range proxy.Log() {
			if config != nil && c[0] == "HMGET" && len(c) > 2+value.FewElements && c[1] == "hash" {
				t.Errorf("HMGET of %d names in a listpack", len(c)-2)
			}
		}
		bounded(t, proxy)
	}
}
