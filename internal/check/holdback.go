package check

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/judge"
)

// sink takes findings.
type sink func(context.Context, compare.Findings) error

// holdBack keeps the conflicts of the last round until they are judged. Everything else
// goes to the store at once.
type holdBack struct {
	store     Store
	mu        sync.Mutex
	conflicts map[heldKey]compare.Conflict
	over      bool // there were too many to be judged: all go to the store
}

type heldKey struct {
	db  int
	key string
}

func newHoldBack(store Store) *holdBack {
	return &holdBack{store: store, conflicts: map[heldKey]compare.Conflict{}}
}

func (h *holdBack) add(ctx context.Context, f compare.Findings) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over {
		return h.store.Add(ctx, f)
	}
	for _, c := range f.Conflicts {
		h.conflicts[heldKey{c.DB, c.Key}] = c
	}
	if len(h.conflicts) > judge.MaxSuspects {
		h.over = true
	}
	f.Conflicts = nil
	if f.Empty() {
		return nil
	}
	return h.store.Add(ctx, f)
}

// take removes a conflict.
func (h *holdBack) take(db int, key string) (compare.Conflict, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok := h.conflicts[heldKey{db, key}]
	delete(h.conflicts, heldKey{db, key})
	return c, ok
}

// list returns the conflicts, ordered by database and name.
func (h *holdBack) list() []compare.Conflict {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]compare.Conflict, 0, len(h.conflicts))
	for _, c := range h.conflicts {
		out = append(out, c)
	}
	slices.SortFunc(out, compareConflicts)
	return out
}

// release gives all conflicts that are left to the store.
func (h *holdBack) release(ctx context.Context) error {
	left := h.list()
	clear(h.conflicts)
	if len(left) == 0 {
		return nil
	}
	return h.store.Add(ctx, compare.Findings{Conflicts: left})
}

func compareConflicts(a, b compare.Conflict) int {
	return cmp.Or(cmp.Compare(a.DB, b.DB), strings.Compare(a.Key, b.Key))
}
