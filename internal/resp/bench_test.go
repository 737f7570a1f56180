package resp

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// pipelines are replies to a batch of commands, of shapes that are frequent.
func pipelines() map[string][]byte {
	const batch = 256
	bulk := func(s string) string { return string(AppendArg(nil, s)) }
	page := func(elements int) string {
		list := string(AppendHead(nil, '*', elements)) + strings.Repeat(bulk("field17")+bulk("0123456789abcdef0123"), elements/2)
		return "*2\r\n" + bulk("0") + list
	}
	return map[string][]byte{
		"integers": []byte(strings.Repeat(":1893456000123\r\n", batch)),
		"strings":  []byte(strings.Repeat(bulk(strings.Repeat("x", 100)), batch)),
		"pages":    []byte(strings.Repeat(page(20), batch)),
		"large":    []byte(strings.Repeat(page(1000), batch/16)),
	}
}

// BenchmarkFramer finds the ends of the replies to one pipeline.
func BenchmarkFramer(b *testing.B) {
	all := pipelines()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		buf := all[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(buf)))
			for b.Loop() {
				for f := (framer{}); f.pos < len(buf); {
					f.pending = 1
					if missing, err := f.scan(buf); missing > 0 || err != nil {
						b.Fatal(missing, err)
					}
				}
			}
		})
	}
}

// BenchmarkReply reads one reply of each type.
func BenchmarkReply(b *testing.B) {
	page := first(b, pipelines()["pages"])
	parts, err := page.Array()
	if err != nil {
		b.Fatal(err)
	}
	number, text, list := Reply(":1893456000123\r\n"), parts[0], parts[1]
	reads := map[string]func() error{
		"int":   func() error { _, err := number.Int(); return err },
		"text":  func() error { _, err := text.Text(); return err },
		"texts": func() error { _, err := list.Texts(); return err },
		"array": func() error { _, err := list.Array(); return err },
		"elements": func() error {
			for e := range list.Elements() {
				if _, err := e.Text(); err != nil {
					return err
				}
			}
			return nil
		},
	}
	for _, name := range slices.Sorted(maps.Keys(reads)) {
		read := reads[name]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// first is the first of several replies.
func first(b *testing.B, replies []byte) Reply {
	f := framer{pending: 1}
	if missing, err := f.scan(replies); missing > 0 || err != nil {
		b.Fatal(missing, err)
	}
	return replies[:f.pos]
}
