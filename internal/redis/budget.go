package redis

import (
	"context"
	"sync"
)

// Budget bounds the bytes of replies that the workers of a run hold at once. Each
// holds a little as it likes. Beyond that one at a time may hold much, which
// needs no other's consent to get done, so that none waits for good.
type Budget struct{ turn chan struct{} }

// NewBudget returns a budget for all workers of a run.
func NewBudget() *Budget { return &Budget{make(chan struct{}, 1)} }

// What a worker may hold of both sides. The buffer of a growing reply counts twice
// while it is copied.
const (
	heldFreely = 16 << 20
	heldMost   = 2 << 30
)

// share is one worker's part of the budget; nil for who is bounded otherwise.
type share struct {
	turn         chan struct{}
	freely, most int

	mu   sync.Mutex
	held int
	much bool // it is this one's turn
}

func (b *Budget) share() *share {
	return &share{turn: b.turn, freely: heldFreely, most: heldMost}
}

// take books n more bytes, and waits for its turn if need be. It reports false
// if that is too much, or ctx is done.
func (s *share) take(ctx context.Context, n int) bool {
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

func (s *share) give(n int) {
	if s == nil || n == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held -= n
}

// rest ends the share's turn, once it holds little again.
func (s *share) rest() {
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

// Share bounds what the pair holds of replies by its share of a budget. It must
// be called before the first exchange, and Rest when the replies were read.
func (p *Pair) Share(b *Budget) {
	p.share = b.share()
	p.Source.share, p.Target.share = p.share, p.share
}

// Rest frees the memory of large replies, so that others may have such. No reply
// is valid any more.
func (p *Pair) Rest() {
	p.Source.rest()
	p.Target.rest()
	p.share.rest()
}
