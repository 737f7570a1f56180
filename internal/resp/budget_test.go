package resp

import (
	"context"
	"testing"
)

// TestTurns lets one worker at a time hold much.
func TestTurns(t *testing.T) {
	b := DefaultBudget()
	one, two := b.Share(), b.Share()
	if !one.take(t.Context(), heldFreely) || !two.take(t.Context(), heldFreely) || !one.take(t.Context(), 1<<30) {
		t.Fatal("what is free has to be waited for")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if two.take(ctx, 1) || one.take(t.Context(), heldMost) {
		t.Fatal("two workers hold much, or one too much")
	}
	done := make(chan bool)
	go func() { done <- two.take(t.Context(), 1) }()
	one.give(1 << 30)
	one.Rest()
	if !<-done {
		t.Fatal("the turn did not pass on")
	}
}
