package cli

import "testing"

func TestSize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		bytes int64
		shown string
	}{
		"0": {0, "0"}, "500": {500, "500B"}, "500B": {500, "500B"}, "1500kb": {1_500_000, "1500kB"}, "50MB": {50_000_000, "50MB"},
		"1.5GB": {1_500_000_000, "1500MB"}, "2TB": {2_000_000_000_000, "2TB"}, "50mb": {50_000_000, "50MB"},
	} {
		var n int64
		if err := (size{&n}).Set(text); err != nil || n != want.bytes || (size{&n}).String() != want.shown {
			t.Errorf("%s: %v, %d, shown as %s", text, err, n, size{&n})
		}
	}
	for _, text := range []string{"", "MB", "x", "-1", "1XB", "NaN", "Inf", "0.4B", "99999999TB"} {
		if err := (size{new(int64)}).Set(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
