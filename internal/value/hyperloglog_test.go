package value

import (
	"strings"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// TestHyperLogLogCache leaves the cached cardinality out of true HyperLogLogs,
// and of nothing that only looks like one.
func TestHyperLogLogCache(t *testing.T) {
	const dense, sparse, card, other = "HYLL\x00\x00\x00\x00", "HYLL\x01\x00\x00\x00", "12345678", "87654321"
	registers := strings.Repeat("r", 12288)
	for _, c := range []struct {
		name, head, rest string
		want             State
	}{
		{"dense", dense, registers, Same},
		{"dense, a byte short", dense, registers[1:], Different},
		{"dense, a byte long", dense, registers + "r", Different},
		{"dense, header alone", dense, "", Different},
		{"sparse, all zero", sparse, "\x7f\xff", Same},
		{"sparse, every opcode", sparse, "\x80\x03\x7f\xfa", Same},
		{"sparse, too few registers", sparse, "\x7f\xfe", Different},
		{"sparse, too many registers", sparse, "\x7f\xff\x00", Different},
		{"sparse, cut off", sparse, "\x80\x03\x7f", Different},
		{"sparse, header alone", sparse, "", Different},
		{"sparse, longer than a page", sparse, strings.Repeat("\x80", 16384), Unsettled},
		{"unused bytes in use", "HYLL\x00\x00\x00\x01", registers, Different},
		{"unknown encoding", "HYLL\x02\x00\x00\x00", registers, Different},
		{"no HyperLogLog", "HYLLO world", "anything", Different},
	} {
		a, b := c.head+card+c.rest, c.head+other+c.rest
		if len(a) > PageBytes {
			a, b = a[:PageBytes], b[:PageBytes]
		}
		got, err := String().Compare(resp.Reply(bulk(a)), resp.Reply(bulk(b)), PageElements, 1)
		if got.State != c.want || err != nil {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
}
