package check

import (
	"sync"

	"github.com/redis-full-check/redis-full-check/internal/redis"
)

// seams drops the keys that two neighbouring parts of a server return: the last
// page of a part reaches into the next, whose first pages have them too.
type seams struct {
	mu    sync.Mutex
	heads map[seam]map[string]bool
}

// seam is where a part begins.
type seam struct {
	node, id string
	db       int
	start    uint64
}

// headPages is how many first pages of a part are remembered.
const headPages = 2

func newSeams() *seams { return &seams{heads: map[seam]map[string]bool{}} }

// head remembers the n-th page of a part, counted from 0.
func (s *seams) head(r redis.Range, n int, keys []string) {
	if n >= headPages || r.Start == r.End {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := seam{r.Node, r.ID, r.DB, r.Start}
	if s.heads[at] == nil {
		s.heads[at] = make(map[string]bool, len(keys))
	}
	for _, k := range keys {
		s.heads[at][k] = true
	}
}

// tail drops from a part's last page what the next part has. After the last part
// there is none, so that no two parts can leave a key to each other.
func (s *seams) tail(r redis.Range, keys []string) []string {
	if r.End == 0 {
		return keys
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.heads[seam{r.Node, r.ID, r.DB, r.End}]
	out := keys[:0]
	for _, k := range keys {
		if !next[k] {
			out = append(out, k)
		}
	}
	return out
}
