package pace

import "time"

// decide sets the limit by new signs, and reports whether it was imposed or lifted.
// key is what a key cost the node at most, 0 if that is not known.
func (n *node) decide(p Policy, s Signs, key time.Duration) (h Held, changed bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.alone = s.Alone
	n.costs(key)
	was := n.limit
	n.limit = p.Decide(was, s)
	switch {
	case n.limit.Cause == Free:
		n.time.Set(0, rest)
	case n.limit.Share != was.Share:
		n.time.Set(n.limit.Share, rest)
	}
	now := time.Now()
	switch begun, ended := was.Cause == Free && n.limit.Cause != Free, was.Cause != Free && n.limit.Cause == Free; {
	case begun:
		n.held.Since, changed = now, true
	case ended:
		n.before, changed = n.before+now.Sub(n.held.Since), true
	}
	if n.limit.Cause != Free && !s.Silent {
		n.held.Last, n.held.MaxLatency = n.limit.Cause, p.MaxLatency
		n.held.Others, n.held.Answers, n.held.Usually = s.Others, s.Beside, s.Alone
	}
	return n.held.of(n, now), changed
}

// costs notes what a key costs at most. The least that was seen counts, for a while:
// at other times the server worked for others, too.
func (n *node) costs(key time.Duration) {
	n.keyMax += n.keyMax / 20
	if key > 0 && (n.keyMax == 0 || key < n.keyMax) {
		n.keyMax = key
	}
	if n.keyMax > 0 {
		n.perKey = min(n.perKey, n.keyMax)
	}
}

// state is how the node is held back.
func (n *node) state(now time.Time) Held {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.held.of(n, now)
}

func (h Held) of(n *node, now time.Time) Held {
	h.Side, h.Node, h.Limit, h.Total = n.side, n.name, n.limit, n.before
	if n.limit.Cause != Free {
		h.Total += now.Sub(h.Since)
	}
	return h
}

// How long an exchange with a node that others use may keep it busy: about half of
// what they wait anyway, since that is what they notice.
const (
	shortest = 50 * time.Microsecond
	longest  = 500 * time.Microsecond
)

// slice is how many keys an exchange may be about; 0: any number.
func (n *node) slice() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.limit.Cause == Free {
		return 0
	}
	const typical = 2 * time.Microsecond // of a small key
	key := max(n.perKey, typical/4)
	return max(int(min(max(n.alone/2, shortest), longest)/key), 1)
}
