package redis

import "sync"

// overlap drops the keys that two neighbouring parts of a server return: the last
// page of a part reaches into the next, whose first pages have them too.
type overlap struct {
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

func newOverlap() *overlap { return &overlap{heads: map[seam]map[string]bool{}} }

// remember keeps the n-th page of a part, counted from 0.
func (s *overlap) remember(r Range, n int, keys []string) {
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

// dropDuplicates drops from a part's last page what the next part has. After the last part
// there is none, so that no two parts can leave a key to each other.
func (s *overlap) dropDuplicates(r Range, keys []string) []string {
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
