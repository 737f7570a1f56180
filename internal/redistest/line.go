package redistest

import (
	"iter"
	"sync"
	"time"
)

// lineLimit bounds what is under way in one direction of a connection.
const lineLimit = 64 << 20

// A line carries chunks in order, each to be delivered at its due time.
type line struct {
	mu      sync.Mutex
	changed *sync.Cond
	chunks  []chunk
	size    int
	ended   bool // no more will come
	cut     bool // what is under way is lost
	broken  chan struct{}
}

type chunk struct {
	data []byte
	due  time.Time
}

func newLine() *line {
	l := &line{broken: make(chan struct{})}
	l.changed = sync.NewCond(&l.mu)
	return l
}

// put never blocks, so that who answers for the backend cannot stall the
// requests behind it.
func (l *line) put(data []byte, due time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended || len(data) == 0 {
		return
	}
	l.chunks = append(l.chunks, chunk{data, due})
	l.size += len(data)
	l.changed.Broadcast()
}

// room blocks while too much is under way.
func (l *line) room() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.size > lineLimit && !l.cut {
		l.changed.Wait()
	}
}

// finish says that nothing more will be put; what is under way arrives.
func (l *line) finish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	l.changed.Broadcast()
}

// sever loses what is under way.
func (l *line) sever() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.cut {
		close(l.broken)
	}
	l.ended, l.cut = true, true
	l.changed.Broadcast()
}

// arrivals yields each chunk at its due time, until the line ends.
func (l *line) arrivals() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for {
			c, ok := l.first()
			if !ok || !l.await(c.due) || !yield(c.data) {
				return
			}
		}
	}
}

func (l *line) first() (chunk, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.chunks) == 0 && !l.ended {
		l.changed.Wait()
	}
	if l.cut || len(l.chunks) == 0 {
		return chunk{}, false
	}
	c := l.chunks[0]
	l.chunks = l.chunks[1:]
	l.size -= len(c.data)
	l.changed.Broadcast()
	return c, true
}

func (l *line) await(due time.Time) bool {
	timer := time.NewTimer(time.Until(due))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-l.broken:
		return false
	}
}
