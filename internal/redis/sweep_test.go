package redis_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/redistest"
)

// filled is a server with keys in database 3.
func filled(t *testing.T, keys int) (*redistest.Server, *redis.Deployment) {
	t.Helper()
	s := redistest.Start(t)
	c := s.Client(3)
	for i := range keys {
		c.Set(t.Context(), fmt.Sprint("key:", i), i, 0)
	}
	d, err := redis.Connect(t.Context(), options(s.Addr))
	if err != nil {
		t.Fatal(err)
	}
	return s, d
}

// swept is what came of a sweep.
type swept struct {
	names map[string]bool
	came  int // keys, those that came more than once included
	share float64
	last  map[redis.Range]redis.Cursor
}

// sweepPages makes a sweep. The pages of a range have to follow each other.
func sweepPages(t *testing.T, s *redis.Sweep) swept {
	t.Helper()
	all := swept{names: map[string]bool{}, last: map[redis.Range]redis.Cursor{}}
	for page, err := range s.Pages(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range page.Keys {
			all.names[k] = true
		}
		all.came += len(page.Keys)
		before := all.last[page.Range]
		if before.Done || before.Text == page.Next.Text || page.Next.RunID == "" || page.Next.Whole {
			t.Errorf("%v: cursor %+v after %+v", page.Range, page.Next, before)
		}
		all.last[page.Range] = page.Next
		all.share = max(all.share, page.Share)
	}
	return all
}

// TestSweep yields every key once, whatever the parts, but for a few where parts
// meet.
func TestSweep(t *testing.T) {
	s, d := filled(t, 3000)
	for _, parts := range []int{0, 1, 2, 8} {
		sweep := d.Sweep(redis.SweepOptions{DBs: []int{3, 7}, Count: 100, Parts: parts})
		got := sweepPages(t, sweep)
		if len(got.names) != 3000 || got.came > 3000+100*parts || got.share != 1 {
			t.Errorf("%d parts: %d keys, %d names, share %v", parts, got.came, len(got.names), got.share)
		}
		if want := max(parts, 1) + 1; len(got.last) != want { // and the empty database
			t.Errorf("%d ranges, not %d: %v", len(got.last), want, got.last)
		}
		for r, c := range got.last {
			if !c.Done {
				t.Errorf("%v ends at %+v", r, c)
			}
		}
		if met := sweep.Met(redis.NodeDB{Node: s.Addr, DB: 3}); met < 3000 || sweep.Met(redis.NodeDB{Node: s.Addr, DB: 7}) != 0 {
			t.Errorf("%d keys met", met)
		}
	}
}

// TestSweepStops ends with the loop around it.
func TestSweepStops(t *testing.T) {
	_, d := filled(t, 3000)
	n := 0
	for _, err := range d.Sweep(redis.SweepOptions{DBs: []int{3}, Count: 10, Parts: 8}).Pages(t.Context()) {
		if n++; err != nil || n == 5 {
			break
		}
	}
	if n != 5 {
		t.Errorf("%d pages", n)
	}
	for page, err := range d.Sweep(redis.SweepOptions{DBs: []int{3}, Count: 10, MaxPages: 2}).Pages(t.Context()) {
		if n--; err != nil || page.Next.Done {
			t.Error(page, err)
		}
	}
	if n != 3 {
		t.Errorf("%d pages of at most 2", 5-n)
	}
}

// TestSweepNarrows has servers leave keys out.
func TestSweepNarrows(t *testing.T) {
	s, d := filled(t, 100)
	s.Client(3).SAdd(t.Context(), "key:set", "a")
	for _, c := range []struct {
		o    redis.SweepOptions
		want int
	}{
		{redis.SweepOptions{}, 101},
		{redis.SweepOptions{Match: "key:1*"}, 11},
		{redis.SweepOptions{Type: "set"}, 1},
		{redis.SweepOptions{Match: "key:1*", Type: "set"}, 0},
	} {
		c.o.DBs, c.o.Count = []int{3}, 1000
		sweep, keys := d.Sweep(c.o), 0
		for page, err := range sweep.Pages(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			keys += len(page.Keys)
		}
		if keys != c.want || sweep.Narrowed() != (c.want < 101) {
			t.Errorf("%+v: %d keys", c.o, keys)
		}
	}
}

// TestSweepError ends with an error where a server refuses.
func TestSweepError(t *testing.T) {
	s, d := filled(t, 100)
	s.Do("ACL", "SETUSER", "default", "-scan")
	var last error
	for _, err := range d.Sweep(redis.SweepOptions{DBs: []int{3}, Count: 10}).Pages(t.Context()) {
		if last != nil {
			t.Error("a page after an error")
		}
		last = err
	}
	if last == nil || errors.Is(last, redis.ErrGone) {
		t.Errorf("error %v", last)
	}
}
