package redis

import (
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/resp"
)

// FuzzPage reads whatever comes as a page of SCAN.
func FuzzPage(f *testing.F) {
	for _, s := range []string{"*2\r\n$1\r\n0\r\n*0\r\n", "*2\r\n$2\r\n17\r\n*2\r\n$1\r\na\r\n$0\r\n\r\n", "*2\r\n$1\r\n0\r\n*-1\r\n", "*2\r\n$1\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, keys, _ := parsePage(resp.Reply(data))
		for _, k := range keys {
			if len(k) > len(data) {
				t.Fatalf("a key of %d bytes", len(k))
			}
		}
	})
}
