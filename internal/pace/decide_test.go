package pace

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

const tick = 500 * time.Millisecond

func TestDecide(t *testing.T) {
	t.Parallel()
	polite := Policy{Polite: true}
	strict := Policy{MaxLatency: 5 * time.Millisecond}
	quick := Signs{Passed: tick, Busy: 0.5, Ours: 0.5, Beside: 2 * time.Millisecond, Best: time.Millisecond, Alone: 100 * time.Microsecond}
	with := func(change func(*Signs)) Signs {
		s := quick
		change(&s)
		return s
	}
	shared := Limit{Cause: Shared, Share: 0.5, held: time.Minute}
	for name, c := range map[string]struct {
		policy Policy
		now    Limit
		signs  Signs
		want   Limit
	}{
		"nobody else is there, and our own queue is long": {polite, Limit{Share: 1}, quick, Limit{Share: 1}},
		"a replica and monitoring are not somebody": {
			polite, Limit{Share: 1}, with(func(s *Signs) { s.Others, s.Most = 25, 25 }), Limit{Share: 1}},
		"somebody comes": {
			polite, Limit{Share: 1}, with(func(s *Signs) { s.Others, s.Most = 900, 1000 }), Limit{Cause: Shared, Share: unknown}},
		"somebody comes where nobody is made room for": {
			Policy{}, Limit{Share: 1}, with(func(s *Signs) { s.Others, s.Most = 900, 1000 }), Limit{Share: 1}},
		"a busy server has less to give": {
			polite, shared, with(func(s *Signs) { s.Others, s.Busy, s.Ours, s.Best = 900, 0.9, 0.3, 0 }), Limit{Cause: Shared, Share: 0.3}},
		"a difference within the dead band": {
			polite, shared, with(func(s *Signs) { s.Others, s.Busy, s.Ours, s.Best = 900, 0.74, 0.4, 0 }), Limit{Cause: Shared, Share: 0.5}},
		"growth in steps": {
			polite, shared, with(func(s *Signs) { s.Others, s.Busy, s.Ours, s.Best = 900, 0.5, 0.5, 0 }), Limit{Cause: Shared, Share: 0.625}},
		"growth waits for its time": {
			polite, Limit{Cause: Shared, Share: 0.5}, with(func(s *Signs) { s.Others, s.Best = 900, 0 }), Limit{Cause: Shared, Share: 0.5}},
		"a silent server lets nothing grow": {
			polite, shared, with(func(s *Signs) { s.Others, s.Most, s.Silent = Unknown, Unknown, true }), shared},
		"others wait for us": {
			polite, shared, with(func(s *Signs) { s.Others = 900 }), Limit{Cause: Shared, Share: 0.35}},
		"others wait, but not for us": {
			polite, shared, with(func(s *Signs) { s.Others, s.Alone, s.Busy, s.Ours = 900, time.Millisecond, 0.8, 0.4 }), Limit{Cause: Shared, Share: 0.5}},
		"never to a standstill": {
			polite, Limit{Cause: Shared, Share: least, held: time.Minute}, with(func(s *Signs) { s.Others = 900 }), Limit{Cause: Shared, Share: least}},
		"others are gone, but perhaps not for long": {
			polite, Limit{Cause: Shared, Share: 0.7}, with(func(s *Signs) { s.Best = 0 }), Limit{Cause: Shared, Share: 0.7}},
		"others are gone": {
			polite, Limit{Cause: Shared, Share: 0.7, calm: calmAfter}, with(func(s *Signs) { s.Best = 0 }), Limit{Share: 1}},
		"nobody tells, and the queue is short": {
			polite, Limit{Share: 1}, with(func(s *Signs) { s.Others, s.Most = Unknown, Unknown }), Limit{Share: 1}},
		"nobody tells, and the queue is long": {
			polite, Limit{Share: 1}, with(func(s *Signs) { s.Others, s.Most, s.Beside = Unknown, Unknown, 4*time.Millisecond }), Limit{Cause: Slow, Share: unknown}},
		"slower than the user wants": {
			strict, Limit{Share: 1}, with(func(s *Signs) { s.Beside = 6 * time.Millisecond }), Limit{Cause: TooSlow, Share: unknown}},
		"still slower": {
			strict, Limit{Cause: TooSlow, Share: 0.5}, with(func(s *Signs) { s.Beside = 6 * time.Millisecond }), Limit{Cause: TooSlow, Share: 0.35}},
		"quick again": {
			strict, Limit{Cause: TooSlow, Share: 0.5, held: coolUp}, quick, Limit{Cause: TooSlow, Share: 0.625}},
		"quick again with all but all of its time": {
			strict, Limit{Cause: TooSlow, Share: 0.9, held: coolUp}, quick, Limit{Share: 1}},
	} {
		got := c.policy.Decide(c.now, c.signs)
		if diff := got.Share - c.want.Share; got.Cause != c.want.Cause || diff > 1e-9 || diff < -1e-9 {
			t.Errorf("%s: got %v %.3f, want %v %.3f", name, got.Cause, got.Share, c.want.Cause, c.want.Share)
		}
	}
}

// model is a server with one thread that others use for a share of its time.
type model struct {
	others float64 // of its time
	wrong  float64 // by which factor we misjudge what we cost
}

// signs are what is seen of it under a limit.
func (m model) signs(now Limit) Signs {
	const each = 50e-6 // seconds that a command of others takes
	used := 1 - m.others
	if now.Cause != Free {
		used = min(used, now.Share*m.wrong)
	}
	s := Signs{Passed: tick, Others: m.others / each, Most: m.others / each, Busy: m.others + used, Ours: min(used/m.wrong, m.others+used)}
	wait := func(use float64) time.Duration {
		return time.Duration(float64(50*time.Microsecond) / max(1.001-use, 0.02))
	}
	s.Alone, s.Beside = wait(m.others), wait(m.others+used)
	s.Best = s.Beside / 2
	return s
}

// TestSimulation has somebody come and go.
func TestSimulation(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := model{wrong: rapid.Float64Range(0.7, 1.5).Draw(t, "wrong")}
		others := rapid.Float64Range(0.05, 0.7).Draw(t, "others")
		policy, now := Policy{Polite: true}, Limit{Share: 1}
		pass := func(ticks int) (changes int) {
			for range ticks {
				before := now
				now = policy.Decide(now, m.signs(now))
				if now.Share != before.Share {
					changes++
				}
			}
			return changes
		}
		if pass(100); now.Cause != Free {
			t.Fatal("held back where nobody else is")
		}
		m.others = others
		if pass(1); now.Cause != Shared {
			t.Fatal("somebody came, and nothing happened")
		}
		pass(60)
		used, spare := now.Share*m.wrong, 1-others
		if used < 0.35*spare || used > 1.05*spare {
			t.Errorf("uses %.2f of %.2f", used, spare)
		}
		if m.wrong <= 1 && others < 0.35 && used < 0.45*spare {
			t.Errorf("uses %.2f of %.2f of a server that is known", used, spare)
		}
		if n := pass(60); n > 2 {
			t.Errorf("%d changes although nothing changed", n)
		}
		m.others = 0
		if pass(int(calmAfter/tick) + 1); now.Cause != Free {
			t.Error("still held back although nobody is there")
		}
	})
}

// TestSilence lets nothing grow, whatever else is seen.
func TestSilence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := Limit{Cause: Shared, Share: rapid.Float64Range(least, most).Draw(t, "share")}
		policy := Policy{Polite: true, MaxLatency: 5 * time.Millisecond}
		for range 50 {
			s := Signs{Passed: tick, Others: Unknown, Most: Unknown, Busy: Unknown, Silent: true,
				Beside: time.Duration(rapid.IntRange(0, 1e7).Draw(t, "beside"))}
			next := policy.Decide(now, s)
			if next.Share > now.Share || next.Cause == Free {
				t.Fatalf("%v after %v", next, now)
			}
			now = next
		}
	})
}
