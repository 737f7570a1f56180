package text

import (
	"testing"
	"time"
)

func TestNumbers(t *testing.T) {
	tests := []struct {
		n             int64
		full, compact string
	}{
		{0, "0", "0"},
		{7, "7", "7"},
		{999, "999", "999"},
		{1000, "1,000", "1.0k"},
		{9_949, "9,949", "9.9k"},
		{9_950, "9,950", "10k"},
		{12_345, "12,345", "12k"},
		{999_499, "999,499", "999k"},
		{999_500, "999,500", "1.0M"},
		{1_234_567, "1,234,567", "1.2M"},
		{5_000_000_000, "5,000,000,000", "5.0G"},
		{1_500_000_000_000_000, "1,500,000,000,000,000", "1.5P"},
		{-1_234, "-1,234", "-1234"},
		{-123, "-123", "-123"},
	}
	for _, tt := range tests {
		if got := Number(tt.n); got != tt.full {
			t.Errorf("Number(%d) = %q, want %q", tt.n, got, tt.full)
		}
		if got := Compact(tt.n); got != tt.compact {
			t.Errorf("Compact(%d) = %q, want %q", tt.n, got, tt.compact)
		}
	}
}

func TestPercent(t *testing.T) {
	for share, want := range map[float64]string{0: "0%", 0.29: "29%", 0.999: "99%", 1: "100%"} {
		if got := Percent(share); got != want {
			t.Errorf("Percent(%v) = %s, want %s", share, got, want)
		}
	}
}

func TestBrief(t *testing.T) {
	tests := map[time.Duration]string{
		400 * time.Millisecond: "0s",
		59*time.Second + 6e8:   "1m00s",
		80 * time.Second:       "1m20s",
		3599 * time.Second:     "59m59s",
		65*time.Minute + 40e9:  "1h05m",
		1000 * time.Hour:       "1000h00m",
	}
	for d, want := range tests {
		if got := Brief(d); got != want {
			t.Errorf("Brief(%v) = %s, want %s", d, got, want)
		}
	}
}
