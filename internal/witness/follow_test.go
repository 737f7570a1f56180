package witness

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// timeline is what a side held from which moment on.
type timeline []change

type change struct {
	at      time.Duration
	content byte
}

func (l timeline) at(t time.Duration) byte {
	i, exact := slices.BinarySearchFunc(l, t, func(c change, t time.Duration) int { return int(c.at - t) })
	switch {
	case exact:
		return l[i].content
	case i == 0:
		return '.'
	}
	return l[i-1].content
}

// anyTimeline writes as often as each few milliseconds, or seldom, or toggles.
func anyTimeline(t *rapid.T) timeline {
	gap := time.Duration(rapid.SampledFrom([]int{3, 40, 700, 9000}).Draw(t, "gap")) * time.Millisecond
	contents := rapid.SampledFrom([]string{".abcdefghijklmnopqrstuvwxyz", "ab", ".a"}).Draw(t, "contents")
	var l timeline
	for at := time.Duration(0); at < 20*time.Second; {
		at += time.Duration(rapid.Int64Range(int64(gap/4), int64(gap)).Draw(t, "at"))
		l = append(l, change{at, contents[len(l)%len(contents)]})
	}
	return l
}

// TestFollowersAreNeverConfirmed looks at sources of any kind and at targets that
// follow them, at moments that have nothing to do with the writes.
func TestFollowersAreNeverConfirmed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := anyTimeline(t)
		lag := time.Duration(rapid.Int64Range(0, 1500).Draw(t, "lag")) * time.Millisecond
		h := New(1000)
		start := time.Unix(0, 0)
		for at := lag; at < 20*time.Second; at += time.Duration(rapid.Int64Range(1e6, 60e6).Draw(t, "pause")) {
			h.Add(Look{start.Add(at), letter(source.at(at)), letter(source.at(at - lag))})
			if s := h.State(3*lag + time.Second); s == Confirmed || s == Stuck {
				t.Fatalf("state %d at %v: %+v", s, at, h)
			}
			if l := h.Lag; l.Known() && (l.Least > lag || l.Most < lag) && unique(source) {
				t.Fatalf("lag %v is not in %v", lag, l)
			}
		}
	})
}

// unique reports whether no content comes twice within the looks.
func unique(l timeline) bool { return len(l) <= 27 }

// TestBrokenTargetsAreFound looks at targets that follow no more.
func TestBrokenTargetsAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := anyTimeline(t)
		stop := time.Duration(rapid.Int64Range(0, 5000).Draw(t, "stop")) * time.Millisecond
		h := New(1000)
		start := time.Unix(0, 0)
		different := false
		for at := stop; at < 20*time.Second; at += 20 * time.Millisecond {
			h.Add(Look{start.Add(at), letter(source.at(at)), letter(source.at(stop))})
			different = different || at < 15*time.Second && source.at(at) != source.at(stop)
		}
		s := h.State(time.Second)
		last := source.at(19980 * time.Millisecond)
		if different && last != source.at(stop) && s != Confirmed && s != Stuck && s != Moving && s != Late {
			t.Fatalf("state %d: %+v", s, h)
		}
		if different && len(source) > 100 && s != Stuck {
			t.Fatalf("a target that follows no more is %d: %+v", s, h)
		}
	})
}
