package resp

import (
	"bytes"
	"testing"
)

func TestReply(t *testing.T) {
	page := Reply("*2\r\n$2\r\n17\r\n*3\r\n$1\r\na\r\n$0\r\n\r\n$-1\r\n")
	parts, err := page.Array()
	if err != nil || len(parts) != 2 {
		t.Fatalf("%q, %v", parts, err)
	}
	if text, err := parts[0].Text(); string(text) != "17" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	texts, err := parts[1].Texts()
	if err != nil || len(texts) != 3 || string(texts[0]) != "a" || texts[1] == nil || texts[2] != nil {
		t.Errorf("%q, %v", texts, err)
	}
	if n, err := Reply(":-2\r\n").Int(); n != -2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

func TestReplyErrors(t *testing.T) {
	wrong := Reply("-WRONGTYPE Operation against a key\r\n")
	if !wrong.IsError("WRONGTYPE") || wrong.IsError("WRONG") || wrong.Err() == nil {
		t.Errorf("%q", wrong.Err())
	}
	for _, r := range []Reply{nil, wrong, Reply("+OK\r\n"), Reply("*1\r\n:1\r\n")} {
		if _, err := r.Int(); err == nil {
			t.Errorf("%q is an integer", r)
		}
		if _, err := r.Texts(); err == nil && !bytes.HasPrefix(r, []byte("*")) {
			t.Errorf("%q is an array", r)
		}
	}
}

// TestFramerNeedsMore asks for more bytes until a reply is whole, wherever the
// buffer ends.
func TestFramerNeedsMore(t *testing.T) {
	whole := []byte("*3\r\n$3\r\na\r\n\r\n*2\r\n:1\r\n+ok\r\n$-1\r\n")
	f := framer{pending: 1}
	for n := range whole {
		if missing, err := f.scan(whole[:n]); missing < 1 || missing > len(whole)-n || err != nil {
			t.Fatalf("%d bytes: %d missing, %v", n, missing, err)
		}
	}
	if missing, err := f.scan(whole); missing != 0 || err != nil || f.pos != len(whole) {
		t.Errorf("%d missing, %v, ends at %d", missing, err, f.pos)
	}
}

func TestFramerRefuses(t *testing.T) {
	for _, text := range []string{"HTTP/1.1 400 Bad Request\r\n", "$x\r\n", "$-2\r\n", "$99999999999\r\n",
		"*99999999999999999999\r\n", "\r\n", "+\n", "%1\r\n+a\r\n+b\r\n"} {
		f := framer{pending: 1}
		if missing, err := f.scan([]byte(text)); err == nil {
			t.Errorf("%q: %d missing", text, missing)
		}
	}
	f := framer{pending: 1}
	if _, err := f.scan(bytes.Repeat([]byte("+"), maxLine+2)); err == nil {
		t.Error("an endless line")
	}
}

// FuzzReply reads whatever comes over the wire in every way, without ever
// leaving the reply's own bytes.
func FuzzReply(f *testing.F) {
	for _, s := range []string{"+OK\r\n", "-ERR x\r\n", ":1\r\n", "$-1\r\n", "$1\r\na\r\n", "*2\r\n$1\r\n0\r\n*0\r\n", "*-1\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fr := framer{pending: 1}
		missing, err := fr.scan(data)
		if err == nil && missing == 0 && (fr.pos < 3 || fr.pos > len(data)) {
			t.Fatalf("a reply of %d bytes", fr.pos)
		}
		if err != nil || missing > 0 {
			fr.pos = len(data) // what is not a whole reply must not hurt either
		}
		readAll(Reply(data[:fr.pos]))
	})
}

func readAll(r Reply) {
	_ = r.Err()
	_ = r.IsNil()
	_, _ = r.Int()
	_, _ = r.Text()
	_, _ = r.Len()
	_, _ = r.Texts()
	for e := range r.Elements() {
		if len(e) < len(r) {
			readAll(e)
		}
	}
}
