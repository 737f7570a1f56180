package resp

import (
	"strings"
	"testing"
)

func TestReplyLimit(t *testing.T) {
	for _, c := range []struct {
		words string
		limit int
	}{
		{"TYPE", ShortReply},
		{"GETRANGE 0 16383", ShortReply + 16384},
		{"GETRANGE 0 -1", ValueReply},
		{"GETRANGE 262144 524287", ShortReply + 262144},
		{"SMISMEMBER a b c", ShortReply + 3*2*ElementCost},
		{"HSCAN 0 COUNT 10", ValueReply},
		{"SCAN 0", ListReply},
		{"DUMP", ValueReply},
	} {
		f := strings.Fields(c.words)
		if got := ReplyLimit(f[0], f[1:]); got != c.limit {
			t.Errorf("%s: %d, want %d", c.words, got, c.limit)
		}
	}
}
