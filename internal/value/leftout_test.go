package value

import (
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// streamThatRemembers is what XINFO STREAM FULL says of a stream of one entry.
func streamThatRemembers(ids, added, groups string) resp.Reply {
	entry := array(bulk("1-1"), array(bulk("f"), bulk("v")))
	return resp.Reply(array(bulk("length"), ":1\r\n", bulk(lastID), bulk("1-1"), bulk("iids-tracked"), ids,
		bulk("iids-added"), added, bulk("entries"), array(entry), bulk("groups"), groups))
}

// TestRememberedIDs tells on which sides a stream remembers IDs, whether the
// replies are the same bytes or have to be read.
func TestRememberedIDs(t *testing.T) {
	group := array(array(bulk("name"), bulk("g"), bulk("last-delivered-id"), bulk("0-0"), bulk("pel-count"), ":0\r\n",
		bulk("pel"), array(), bulk("consumers"), array()))
	for _, c := range []struct {
		source, target string // IDs
		want           [2]LeftOut
	}{
		{":0\r\n", ":0\r\n", [2]LeftOut{}},
		{":2\r\n", ":2\r\n", [2]LeftOut{RememberedIDs, RememberedIDs}},
		{":1\r\n", ":0\r\n", [2]LeftOut{RememberedIDs, NothingLeftOut}},
		{":0\r\n", ":1\r\n", [2]LeftOut{NothingLeftOut, RememberedIDs}},
	} {
		for _, groups := range []string{array(), group} {
			for _, added := range []string{":7\r\n", ":8\r\n"} {
				a, b := streamThatRemembers(c.source, ":7\r\n", groups), streamThatRemembers(c.target, added, groups)
				if diff, err := Stream().Compare(a, b, PageElements, 10); err != nil || diff.State != Same || diff.LeftOut != c.want {
					t.Errorf("%q %q: %+v, %v", c.source, c.target, diff, err)
				}
			}
		}
	}
}
