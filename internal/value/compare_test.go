package value

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// array and bulk write replies.
func bulk(s string) string { return fmt.Sprintf("$%d\r\n%s\r\n", len(s), s) }

func array(parts ...string) string {
	return fmt.Sprintf("*%d\r\n%s", len(parts), strings.Join(parts, ""))
}

// scanPage is a whole page of a scan.
func scanPage(words ...string) resp.Reply {
	return resp.Reply(array(bulk("0"), string(wordList(words...))))
}

// wordList is a list in one reply.
func wordList(words ...string) resp.Reply {
	var bulks []string
	for _, w := range words {
		bulks = append(bulks, bulk(w))
	}
	return resp.Reply(array(bulks...))
}

// TestOrderIsNoDifference compares pages whose members come in another order,
// some of them twice.
func TestOrderIsNoDifference(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var pairs [][2]string
	for i := range 100 {
		pairs = append(pairs, [2]string{fmt.Sprint("f\x00", i), fmt.Sprint(i)})
	}
	flat := func(pairs [][2]string) (out []string) {
		for _, p := range pairs {
			out = append(out, p[0], p[1])
		}
		return out
	}
	a := scanPage(flat(pairs)...)
	rnd.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	for _, typ := range []Type{Hash(), ZSet()} {
		diff, err := typ.Compare(a, scanPage(flat(append(pairs, pairs[3]))...), PageElements, 10)
		if diff.State != Same || diff.Len != [2]int64{100, 100} || err != nil {
			t.Errorf("%s: %+v, %v", typ.Name(), diff, err)
		}
	}
}

// TestScores compares scores as numbers.
func TestScores(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"3.1000000000000001", "3.1", true}, {"-0", "0", true}, {"inf", "inf", true}, {"inf", "-inf", false},
		{"1e+20", "100000000000000000000", true}, {"0.1", "0.10000000000000002", false}, {"x", "y", false},
		{"9007199254740993", "9007199254740992", true}, {"1", "1", true},
	} {
		if got := sameScore([]byte(c.a), []byte(c.b)); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}

// FuzzCompare reads whatever two servers may answer.
func FuzzCompare(f *testing.F) {
	f.Add(string(scanPage("a", "1")), string(scanPage("a", "2", "b", "3")))
	f.Add(array(bulk("a"), bulk("b")), array(bulk("a")))
	f.Add(string(wordList("a", "1", "b", "2")), string(wordList("b", "2", "a", "1")))
	f.Add(array(bulk("length"), ":1\r\n", bulk(lastID), bulk("1-1"), bulk("entries"), array(array(bulk("1-1"), array(bulk("f"), bulk("v")))),
		bulk("groups"), array(array(bulk("name"), bulk("g"), bulk("last-delivered-id"), bulk("1-1"), bulk("pel-count"), ":1\r\n",
			bulk("pel"), array(array(bulk("1-1"), bulk("c"), ":5\r\n", ":1\r\n"))))), ":0\r\n")
	f.Add(bulk("HYLL\x00\x00\x00\x0012345678rest"), bulk("HYLL\x00\x00\x00\x0087654321rest"))
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, typ := range slices.Concat(Types(), []Type{Opaque("module")}) {
			diff, err := typ.Compare(resp.Reply(a), resp.Reply(b), PageElements, 2)
			if len(diff.Fields) > 2 || err != nil && diff.State != Unsettled {
				t.Errorf("%+v, %v", diff, err)
			}
			if again, err := typ.Compare(resp.Reply(a), resp.Reply(a), PageElements, 2); err == nil && again.State == Different {
				t.Errorf("%q is no %s like itself", a, typ.Name())
			}
		}
	})
}
