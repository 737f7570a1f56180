package pace

import (
	"testing"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// TestOthers tells our commands from those of others, though some of ours were under
// way whenever the server counted.
func TestOthers(t *testing.T) {
	t.Parallel()
	at := func(seconds float64, all, sent, got int64) mark {
		return mark{at: time.Unix(0, 0).Add(time.Duration(seconds * float64(time.Second))),
			load: redis.Load{Commands: all}, count: count{sent: sent, got: got}}
	}
	for name, c := range map[string]struct {
		marks       marks
		least, most float64
	}{
		"nothing to compare with":  {marks{at(0, 10, 0, 0)}, Unknown, Unknown},
		"it does not tell":         {marks{at(0, -1, 0, 0), at(1, -1, 5, 5)}, Unknown, Unknown},
		"only ours":                {marks{at(0, 10, 0, 0), at(1, 110, 100, 100)}, 0, 0},
		"others":                   {marks{at(0, 10, 0, 0), at(0.5, 610, 100, 100)}, 1000, 1000},
		"some of ours is blurred":  {marks{at(0, 0, 1000, 0), at(1, 10000, 9000, 8000)}, 1000, 3000},
		"a longer time tells more": {marks{at(0, 0, 0, 0), at(1, 1500, 1400, 1300), at(2, 3000, 2900, 2800)}, 50, 100},
		"it was started again":     {marks{at(0, 5000, 0, 0), at(1, 10, 10, 10)}, Unknown, Unknown},
		"it was, before":           {marks{at(0, 5000, 0, 0), at(1, 10, 10, 10), at(2, 110, 100, 100)}, 10, 10},
	} {
		if least, most := c.marks.others(0); least != c.least || most != c.most {
			t.Errorf("%s: %v to %v, want %v to %v", name, least, most, c.least, c.most)
		}
	}
}

func TestUse(t *testing.T) {
	t.Parallel()
	then := mark{at: time.Unix(10, 0), load: redis.Load{CPU: time.Second}}
	now := mark{at: time.Unix(11, 0), load: redis.Load{CPU: 1500 * time.Millisecond}, spent: 200 * time.Millisecond, count: count{keys: 100_000}}
	if busy, ours, key := (marks{then, now}).use(); busy != 0.5 || ours != 0.2 || key != 5*time.Microsecond {
		t.Errorf("busy %v, ours %v, key %v", busy, ours, key)
	}
	now.load.CPU = Unknown
	if busy, ours, key := (marks{then, now}).use(); busy != Unknown || ours != 0.2 || key != 0 {
		t.Errorf("busy %v, ours %v, key %v", busy, ours, key)
	}
}

func TestHeldString(t *testing.T) {
	t.Parallel()
	h := Held{Side: "source", Node: "10.0.0.1:6379", Answers: 4120 * time.Microsecond, Usually: 300 * time.Microsecond,
		MaxLatency: 5 * time.Millisecond, Others: 35_678}
	for cause, want := range map[Cause]string{
		Free:    "source 10.0.0.1:6379 is free",
		Shared:  "paced: source 10.0.0.1:6379 runs 35000 commands a second of others",
		Slow:    "paced: source 10.0.0.1:6379 answers in 4.1 ms, usually 0.3",
		TooSlow: "paced: source 10.0.0.1:6379 answers in 4.1 ms, at most 5",
	} {
		if h.Limit.Cause, h.Last = cause, cause; h.String() != want {
			t.Errorf("got %q, want %q", h, want)
		}
	}
}
