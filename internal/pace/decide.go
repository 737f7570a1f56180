// Package pace holds a run back where somebody else uses the same servers. A Pacer
// is a governor (see redis.Governor): it hears what each exchange with a node cost,
// asks the node a few times a second how much of its work is not ours and how fast
// it answers, and lets Decide say which share of the node's time the run may take.
//
// A node that nobody else uses is never held back.
package pace

import "time"

// Unknown stands for a number that a server does not tell.
const Unknown = -1

// Signs are what was seen of a node since the last decision.
type Signs struct {
	Passed time.Duration // since then
	// Others is how many commands a second, at least, were not ours, and Most how
	// many at most; Unknown if the server does not tell.
	Others, Most float64
	Busy         float64 // share of a core that the server used, or Unknown
	Ours         float64 // share of its time that it spent on us, as far as we know
	// Beside is what a light command takes while we are at work, Best what the
	// quicker quarter of them takes, and Alone what they take while we are not at
	// work; 0 if it was not measured.
	Beside, Best, Alone time.Duration
	Silent              bool // the node told of others before and does not now
}

// Cause is why a node is held back.
type Cause int

// The causes.
const (
	Free    Cause = iota // it is not
	Shared               // others use it
	Slow                 // it answers slowly while we are at work
	TooSlow              // it answers more slowly than Policy.MaxLatency
)

// Limit is what a run may ask of a node.
type Limit struct {
	Cause Cause
	Share float64 // of the node's time; 1 where it is free

	held time.Duration // since Share last changed
	calm time.Duration // since the last sign that a limit is needed
}

// Policy is what the user chose.
type Policy struct {
	Polite     bool          // make room for others
	MaxLatency time.Duration // a light command may take so long while we are at work; 0: any time
}

// What the decisions are made by.
const (
	someone   = 30   // commands a second of others from which on somebody waits; replicas, sentinels and monitoring send fewer
	ofSpare   = 0.75 // of the time that others leave
	unknown   = 0.5  // share of a node of which is not known how busy it is
	least     = 0.05 // shares are never less
	most      = 0.7  // nor more, while others are there
	deadBand  = 1.2  // a share that is off by less stays
	step      = 1.25 // by which a share grows
	back      = 0.7  // by which it shrinks when answers are slow
	coolDown  = 200 * time.Millisecond
	coolUp    = time.Second
	calmAfter = 3 * time.Second // without a sign the limit is lifted
	// Even the quicker answers are slow if they take slowBy and slowFor longer than
	// usual. The slower ones are our own machine's doing as often as not.
	slowBy  = 1.5
	slowFor = 200 * time.Microsecond
	// Where it is not known whether anybody else is there, queues are kept short.
	queueBy  = 3
	queueFor = 2 * time.Millisecond
)

// Decide returns the next limit of a node. It knows nothing but its arguments.
func (p Policy) Decide(now Limit, s Signs) Limit {
	now.held += s.Passed
	now.calm += s.Passed
	if s.Silent {
		return now // what is not known does not let it grow
	}
	cause := p.cause(s)
	if cause != Free {
		now.calm = 0
	}
	if now.Cause == Free && cause == Free {
		return now
	}
	if now.Cause == Free { // what the node was busy with cannot be told apart yet
		return Limit{Cause: cause, Share: unknown}
	}
	return p.adapt(now, cause, s)
}

// cause is what the signs ask for by themselves.
func (p Policy) cause(s Signs) Cause {
	switch {
	case p.MaxLatency > 0 && s.Beside > p.MaxLatency:
		return TooSlow
	case !p.Polite:
		return Free
	case s.Others >= someone:
		return Shared
	case s.Others < 0 && s.Alone > 0 && s.Beside > queueBy*s.Alone+queueFor:
		return Slow
	}
	return Free
}

// share is what the run may take while others are there.
func (p Policy) share(s Signs) float64 {
	if s.Busy < 0 {
		return unknown
	}
	return min(max(ofSpare*(1-max(s.Busy-s.Ours, 0)), least), most)
}

// adapt changes a limit that there is.
func (p Policy) adapt(now Limit, cause Cause, s Signs) Limit {
	goal := 1.0
	if now.Cause == Shared || cause == Shared {
		goal = p.share(s)
	}
	switch {
	case now.Cause == Shared && cause == Free && now.calm >= calmAfter && s.Most < 2*someone:
		return Limit{Share: 1}
	case cause == TooSlow || cause == Slow || p.hurts(s):
		return now.shrink(cause)
	}
	return now.towards(goal, cause)
}

// shrink takes less of a node that is slow.
func (now Limit) shrink(cause Cause) Limit {
	if now.held < coolDown || now.Share <= least {
		return now
	}
	return Limit{Cause: worse(now.Cause, cause), Share: max(now.Share*back, least)}
}

// towards brings the share nearer to what it should be: down at once, up in steps.
func (now Limit) towards(goal float64, cause Cause) Limit {
	near := now.Share*deadBand >= goal
	switch {
	case now.Share > goal*deadBand && now.held >= coolDown:
		return Limit{Cause: now.Cause, Share: goal, calm: now.calm}
	case !near && now.held >= coolUp:
		return Limit{Cause: now.Cause, Share: min(now.Share*step, goal), calm: now.calm}
	case near && goal == 1 && cause == Free && now.held >= coolUp:
		return Limit{Share: 1}
	case cause == Shared:
		now.Cause = Shared
	}
	return now
}

// hurts reports whether others wait longer for our sake: what is slow without us is
// not our doing.
func (p Policy) hurts(s Signs) bool {
	return p.Polite && s.Others != Unknown && s.Alone > 0 && float64(s.Best) > slowBy*float64(s.Alone)+float64(slowFor)
}

// worse is the cause that is told.
func worse(now, cause Cause) Cause {
	if cause == Free {
		return now
	}
	return cause
}
