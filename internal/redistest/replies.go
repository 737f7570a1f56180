package redistest

import "sync"

// replies puts the answers of the proxy between those of the backend, each
// where the command it answers stood.
type replies struct {
	mu     sync.Mutex
	owed   []debt // one a command that is not answered yet, oldest first
	frame  frame
	within bool // in the middle of one of the backend's replies
	raw    bool // the backend no longer sends replies one a command
	send   func([]byte)
	end    func() // nothing is to be sent any more
}

// A debt is the answer that a command still has to get.
type debt struct {
	local  bool   // from the proxy, not from the backend
	answer string // what the proxy says
	hangUp bool   // after the answer the connection ends
}

// expect says that a command was asked which is owed an answer.
func (r *replies) expect(d debt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.raw {
		return
	}
	r.owed = append(r.owed, d)
	if !r.within {
		r.send(r.flush(nil))
	}
}

// stream says that what comes from now on is to be passed on as it is.
func (r *replies) stream() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.raw = true
}

// feed takes what the backend sent and passes it on.
func (r *replies) feed(p []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.raw {
		r.send(p)
		return
	}
	var out []byte
	for len(p) > 0 {
		size, end := r.frame.next(p)
		out, p = append(out, p[:size]...), p[size:]
		if r.within = !end; end {
			r.settle()
			out = r.flush(out)
		}
	}
	r.send(out)
}

// settle strikes off the command that the backend has just answered; a
// push, or a message to a subscriber, answers none.
func (r *replies) settle() {
	if len(r.owed) > 0 && !r.frame.push {
		r.owed = r.owed[1:]
	}
}

// flush appends the answers of the proxy that are next.
func (r *replies) flush(out []byte) []byte {
	for len(r.owed) > 0 && r.owed[0].local {
		out = append(out, r.owed[0].answer...)
		if r.owed[0].hangUp {
			r.send(out)
			r.end()
			return nil
		}
		r.owed = r.owed[1:]
	}
	return out
}
