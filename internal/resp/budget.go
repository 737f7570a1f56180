package resp

import (
	"context"
	"sync"
)

// Budget bounds the bytes of replies that the workers of a run hold at once. Each
// holds a little as it likes. Beyond that one at a time may hold much, which
// needs no other's consent to get done, so that none waits for good.
type Budget struct {
	turn         chan struct{}
	freely, most int
}

// DefaultBudget returns a budget for all workers of a run.
func DefaultBudget() *Budget { return NewBudget(heldFreely, heldMost) }

// NewBudget returns a budget of which each worker may hold so many bytes freely,
// and so many at most.
func NewBudget(freely, most int) *Budget { return &Budget{make(chan struct{}, 1), freely, most} }

// What a worker may hold of both sides. The buffer of a growing reply counts twice
// while it is copied.
const (
	heldFreely = 16 << 20
	heldMost   = 2 << 30
)

// Share is one worker's part of the budget; nil for who is bounded otherwise.
type Share struct {
	turn         chan struct{}
	freely, most int

	mu   sync.Mutex
	held int
	much bool // it is this one's turn
}

// Share returns one worker's part.
func (b *Budget) Share() *Share { return &Share{turn: b.turn, freely: b.freely, most: b.most} }

// take books n more bytes, and waits for its turn if need be. It reports false
// if that is too much, or ctx is done.
func (s *Share) take(ctx context.Context, n int) bool {
	if s == nil || n == 0 {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held+n > s.most {
		return false
	}
	if s.held+n > s.freely && !s.much {
		select {
		case s.turn <- struct{}{}:
			s.much = true
		case <-ctx.Done():
			return false
		}
	}
	s.held += n
	return true
}

func (s *Share) give(n int) {
	if s == nil || n == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held -= n
}

// Rest ends the share's turn, once it holds little again.
func (s *Share) Rest() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.much && s.held <= s.freely {
		<-s.turn
		s.much = false
	}
}
