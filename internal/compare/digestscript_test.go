package compare

import (
	"slices"
	"strings"
	"testing"
)

func TestSameDigests(t *testing.T) {
	x, y, none := strings.Repeat("1", 20), strings.Repeat("2", 20), strings.Repeat("-", 20)
	for _, tt := range []struct {
		a, b string
		want []bool
	}{
		{x + y, x + y, []bool{true, true}},
		{x + y, y + y, []bool{false, true}},
		{none + x, none + x, []bool{false, true}},
		{none + x, x + none, []bool{false, false}},
		{x, x, []bool{false, false}},
		{x + y + x, x + y + x, []bool{false, false}},
		{"", "", []bool{false, false}},
		{"", x + y, []bool{false, false}},
	} {
		if got := sameDigests([]byte(tt.a), []byte(tt.b), 2); !slices.Equal(got, tt.want) {
			t.Errorf("%q, %q: %v", tt.a, tt.b, got)
		}
	}
}

func FuzzSameDigests(f *testing.F) {
	f.Add([]byte(strings.Repeat("a", 40)), []byte(strings.Repeat("a", 40)), uint8(2))
	f.Fuzz(func(t *testing.T, a, b []byte, n uint8) {
		got := sameDigests(a, b, int(n))
		if len(got) != int(n) {
			t.Fatal(len(got))
		}
		for i, same := range got {
			if at := i * digestSize; same && string(a[at:at+digestSize]) != string(b[at:at+digestSize]) {
				t.Fatalf("%q, %q: %d", a, b, i)
			}
		}
	})
}
