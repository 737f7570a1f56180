package redistest

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
)

func TestParseCommand(t *testing.T) {
	for _, test := range []struct {
		in   string
		want []string
		size int
		bad  bool
	}{
		{in: ""},
		{in: "*2\r\n$3\r\nGET\r\n$0\r\n"},
		{in: "*2\r\n$3\r\nGET\r\n$0\r\n\r\nmore", want: []string{"GET", ""}, size: 19},
		{in: "*1\r\n$4\r\na\r\nb\r\n", want: []string{"a\r\nb"}, size: 14},
		{in: "*0\r\nmore", size: 4},
		{in: "PING", size: 0},
		{in: "PING it\r\nmore", want: []string{"PING", "it"}, size: 9},
		{in: "*x\r\n", bad: true},
		{in: "*1\r\n:1\r\n", bad: true},
		{in: "*1\r\n$-1\r\n", bad: true},
	} {
		args, size, err := parseCommand([]byte(test.in))
		if !slices.Equal(args, test.want) || size != test.size || (err != nil) != test.bad {
			t.Errorf("%q: %q, %d, %v", test.in, args, size, err)
		}
	}
}

// replyExamples are whole replies, each to be found as one.
func replyExamples() []string {
	return []string{
		"+OK\r\n", "-ERR no\r\n", ":1\r\n", "$-1\r\n", "$0\r\n\r\n", "$6\r\na\r\nb+c\r\n", "*-1\r\n", "*0\r\n",
		"*3\r\n:1\r\n*2\r\n$1\r\nx\r\n*-1\r\n+y\r\n", "_\r\n", "#t\r\n", ",1.5\r\n", "(123\r\n", "=5\r\ntxt:x\r\n",
		"!3\r\nERR\r\n", "%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n:2\r\n", "~2\r\n+a\r\n+b\r\n", ">2\r\n+message\r\n+x\r\n",
		"|1\r\n+ttl\r\n:3\r\n*1\r\n:1\r\n",
	}
}

func TestFrameFindsEnds(t *testing.T) {
	var stream []byte
	var want []int
	for _, reply := range replyExamples() {
		stream = append(stream, reply...)
		want = append(want, len(stream))
	}
	for piece := 1; piece < 20; piece++ {
		if got := ends(t, stream, piece); !slices.Equal(got, want) {
			t.Errorf("in pieces of %d: ends at %d, want %d", piece, got, want)
		}
	}
}

// ends feeds a stream in pieces and returns where replies were found to end.
func ends(t *testing.T, stream []byte, piece int) (found []int) {
	t.Helper()
	var f frame
	at := 0
	for p := range slices.Chunk(stream, piece) {
		for len(p) > 0 {
			size, end := f.next(p)
			if size < 1 || size > len(p) {
				t.Fatalf("took %d of %d bytes", size, len(p))
			}
			at, p = at+size, p[size:]
			if end {
				found = append(found, at)
			}
		}
	}
	return found
}

func FuzzFrame(f *testing.F) {
	for _, reply := range replyExamples() {
		f.Add([]byte(reply), 3)
	}
	f.Fuzz(func(t *testing.T, stream []byte, piece int) {
		whole := ends(t, stream, max(len(stream), 1))
		if got := ends(t, stream, min(max(piece, 1), 1<<20)); !slices.Equal(got, whole) {
			t.Errorf("ends at %d, in pieces of %d at %d", whole, piece, got)
		}
	})
}

func FuzzParseCommand(f *testing.F) {
	f.Add([]byte("*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n"))
	f.Add([]byte("PING\r\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		args, size, err := parseCommand(in)
		if size < 0 || size > len(in) || (err != nil && size != 0) {
			t.Fatalf("size %d, %v", size, err)
		}
		if size == 0 || in[0] != '*' {
			return
		}
		if again, n, err := parseCommand(encode(args)); err != nil || n == 0 || !slices.Equal(args, again) {
			t.Errorf("%q: encoded and parsed again: %q, %v", args, again, err)
		}
	})
}

func encode(args []string) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "*%d\r\n", len(args))
	for _, arg := range args {
		fmt.Fprintf(&out, "$%d\r\n%s\r\n", len(arg), arg)
	}
	return out.Bytes()
}
