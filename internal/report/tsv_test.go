package report_test

import (
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/report"
	"github.com/redis-full-check/redis-full-check/internal/text"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// sequence yields conflicts and then an error, if there is one.
func sequence(err error, cs ...compare.Conflict) iter.Seq2[compare.Conflict, error] {
	return func(yield func(compare.Conflict, error) bool) {
		for _, c := range cs {
			if !yield(c, nil) {
				return
			}
		}
		if err != nil {
			yield(compare.Conflict{}, err)
		}
	}
}

func TestTSV(t *testing.T) {
	var b strings.Builder
	must(t, report.TSV(&b, "", sequence(nil,
		compare.Conflict{DB: 0, Key: "k", Type: "string", Kind: value.LackTarget},
		compare.Conflict{DB: 15, Key: "h", Type: "hash", Kind: value.Value, Fields: []value.Field{
			{Name: "a", Kind: value.LackSource}, {Name: "b\tc", Kind: value.Value}}},
		compare.Conflict{DB: 1, Key: "unread", Type: "set"},
		compare.Conflict{DB: 1, Key: "k\n\x00\\", Type: "list", Kind: value.TTL})))
	want := "0\tlack_target\tk\t\n" +
		"15\tlack_source\th\ta\n" +
		"15\tvalue\th\tb\\tc\n" +
		"1\tttl\tk\\n\\x00\\\\\t\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestTSVStopsAtAnError(t *testing.T) {
	trouble := errors.New("database disk image is malformed")
	if err := report.TSV(&strings.Builder{}, "", sequence(trouble)); !errors.Is(err, trouble) {
		t.Errorf("got %v", err)
	}
	c := compare.Conflict{Key: "k", Kind: value.Value}
	if err := report.TSV(broken{}, "", sequence(nil, c)); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

// Whatever bytes keys and fields have, there is a line for each, of four
// columns, that tells them exactly.
func FuzzTSV(f *testing.F) {
	f.Add("k", "f")
	f.Add("a\tb\n", "\x00\xff\\")
	f.Fuzz(func(t *testing.T, key, field string) {
		var b strings.Builder
		c := compare.Conflict{Key: key, Kind: value.Value, Fields: []value.Field{{Name: field, Kind: value.Value}}}
		must(t, report.TSV(&b, "", sequence(nil, c, c)))
		lines := strings.Split(b.String(), "\n")
		if len(lines) != 3 || lines[0] != lines[1] || lines[2] != "" {
			t.Fatalf("%q", lines)
		}
		columns := strings.Split(lines[0], "\t")
		gotKey, err := text.Unescape(columns[2])
		must(t, err)
		gotField, err := text.Unescape(columns[3])
		must(t, err)
		if len(columns) != 4 || gotKey != key || gotField != field {
			t.Errorf("%q %q came back as %q", key, field, columns)
		}
	})
}

// A first line tells that the run ended early.
func TestTSVOfAPartialRun(t *testing.T) {
	var b strings.Builder
	must(t, report.TSV(&b, "gone\n\u202e", sequence(nil, compare.Conflict{Key: "#k", Kind: value.LackTarget})))
	if want := "# partial: gone \\xe2\\x80\\xae\n0\tlack_target\t#k\t\n"; b.String() != want {
		t.Errorf("got %q", b.String())
	}
}
