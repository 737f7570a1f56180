package redis

import (
	"context"
	"errors"
	"iter"
	"sync"
)

// SweepOptions say what is swept, and how hard. The zero value of each field but
// DBs and Count is of use.
type SweepOptions struct {
	DBs      []int
	Count    int      // keys of a page, about
	Parts    int      // parts of one server that are swept side by side at most, a power of two
	MaxPages int      // pages of each range; 0: all
	Match    string   // a glob by which servers may leave keys out, by their names
	Type     string   // a type that all servers know; they may leave out keys of others (Redis 6.0)
	Keyspace Keyspace // what the nodes said last about their keys, from which Page.Share is told
	Governor Governor // of the exchanges; nil: none

	Slice func(most int) int // asked for the keys of the next page, of Count at most; nil: Count
}

// pageSize is how many keys the next page is to have, about.
func (o SweepOptions) pageSize() int {
	if o.Slice == nil {
		return o.Count
	}
	return o.Slice(o.Count)
}

// Page is what one SCAN gave, and how the range goes on from there.
type Page struct {
	Range Range
	Keys  []string // often none; Match and Type do not hold for all of them
	Next  Cursor
	Share float64 // of the sweep that is done, from 0 to 1; 0 if that is not known
}

// Cursor is where the sweep of a range goes on. It is good for the process that
// gave it, and no other.
type Cursor struct {
	RunID string // of the process; "" if it does not tell
	Text  string // as SCAN takes it
	Whole bool   // it goes through all of the node, since the process was restarted
	Done  bool   // nothing follows
}

// Sweep yields the keys of a deployment's databases. It is for one use.
type Sweep struct {
	dep    *Deployment
	opts   SweepOptions
	words  []string // behind SCAN
	stages int      // begun so far
	best   float64  // share of the whole

	mu  sync.Mutex
	met map[NodeDB]int64
}

// Sweep returns a sweep that is still to be made.
func (d *Deployment) Sweep(o SweepOptions) *Sweep {
	s := &Sweep{dep: d, opts: o, met: map[NodeDB]int64{}}
	if o.Match != "" {
		s.words = append(s.words, "MATCH", o.Match)
	}
	if o.Type != "" && d.Has("SCAN TYPE") {
		s.words = append(s.words, "TYPE", o.Type)
	}
	return s
}

// Narrowed reports whether servers are asked to leave keys out.
func (s *Sweep) Narrowed() bool { return len(s.words) > 0 }

// Met is how many keys came from a database of a node, those included that came
// more than once. After a restart of the node they are counted from there on.
func (s *Sweep) Met(at NodeDB) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.met[at]
}

// Pages yields each key that is there all the time at least once, whatever moves
// between a cluster's nodes, leaves it, or is restarted meanwhile. Several nodes,
// and the parts of one, are swept side by side, so that pages of different ranges
// alternate; those of one range come in order. No goroutine is left when the
// iteration ends, which an error does.
func (s *Sweep) Pages(ctx context.Context) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		if err := s.all(ctx, yield); err != nil && !errors.Is(err, errStopped) {
			yield(Page{}, err)
		}
	}
}

// errStopped means that no more pages are taken.
var errStopped = errors.New("stopped")

func (s *Sweep) all(ctx context.Context, yield func(Page, error) bool) error {
	if s.opts.MaxPages > 0 { // there may be keys that do not come anyway
		_, err := s.sweepStage(ctx, s.spans(), yield)
		return err
	}
	return s.untilStable(ctx, yield)
}

// untilStable sweeps what moved until nothing did.
func (s *Sweep) untilStable(ctx context.Context, yield func(Page, error) bool) error {
	before, err := s.dep.topo.layout(ctx)
	if err != nil {
		return err
	}
	for stages := [][]span{s.spans()}; len(stages) > 0; {
		for _, spans := range stages {
			lost, err := s.sweepStage(ctx, spans, yield)
			if err != nil {
				return err
			}
			for _, r := range lost {
				before = before.without(r)
			}
		}
		if stages, before, err = s.dep.topo.moved(ctx, before, s.opts.DBs); err != nil {
			return err
		}
	}
	return nil
}

// spans are those of all databases.
func (s *Sweep) spans() (out []span) {
	for _, db := range s.opts.DBs {
		out = append(out, s.dep.topo.ranges(db, s.parts(db))...)
	}
	return out
}

// parts is in how many parts a database is swept on each node: if a page reached
// over the whole next part its keys would come twice.
func (s *Sweep) parts(db int) int {
	if !s.dep.server.Divisible() {
		return 1
	}
	keys := s.dep.server.DBs[db].Keys / int64(len(s.dep.topo.nodes()))
	parts := max(s.opts.Parts, 1)
	for parts > 1 && keys < 2*int64(parts*s.opts.Count) {
		parts /= 2
	}
	return parts
}
