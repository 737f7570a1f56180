package check

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/pace"
	"github.com/redis-full-check/redis-full-check/internal/redis"
	"github.com/redis-full-check/redis-full-check/internal/value"
)

// Stats is where the pipeline counts and whoever displays looks. It is safe
// for concurrent use; the pipeline writes once a batch, never once a key.
type Stats struct {
	mu    sync.Mutex
	now   Snapshot
	paced func() []pace.Held // nil before the run begins
}

// Snapshot is the state of a run at one moment.
type Snapshot struct {
	Started    time.Time
	Since      time.Time // when this round began
	Until      time.Time // when it ended; zero before
	Round      int       // 1 .. Rounds; 0 before the first
	Rounds     int
	DB         int                    // database being looked at
	DBKeys     int64                  // keys the source says it holds there
	Waiting    bool                   // between two rounds
	Resumes    time.Time              // when the next one begins, while waiting
	Interval   time.Duration          // between two rounds
	Chosen     bool                   // not all keys are looked at: Keys is more than there will be
	Keys       int64                  // keys to look at in this round, as far as known
	Scanned    int64                  // keys met in this round, before filters
	Checked    int64                  // keys settled in this round
	Share      float64                // share of this round that is done, 0 .. 1
	ByType     map[compare.Cell]int64 // keys of this round by type and verdict; Kind Equal for equal ones
	Fields     map[compare.Cell]int64 // differing fields of this round
	Unverified int64
	Retries    int64       // times a server had to be asked again
	Paced      []pace.Held // the nodes where the run makes room for others now
	Ended      []Snapshot  // the rounds before as they ended, at most the newest maxEnded of them

	recheck bool // no round sweeps; see Options.Recheck
	dbs     map[int]redis.DB
	base    float64          // share of the first round that was done before the sweep under way
	scanned float64          // share of its ranges that is scanned
	handed  int64            // keys that workers were given of it
	settled int64            // keys of it, or of a later round, that workers are done with
	both    bool             // the target is swept, too
	swept   int64            // keys settled in the first round
	byDB    map[dbCell]int64 // keys of the first round
}

// dbCell is a cell of one database.
type dbCell struct {
	db int
	compare.Cell
}

// addDB counts keys of the first round. Late ones were counted as equal before.
func (s *Snapshot) addDB(db int, keys map[compare.Cell]int64, late bool) {
	if s.Round != 1 {
		return
	}
	for cell, n := range keys {
		at, equal := dbCell{db, cell}, dbCell{db, compare.Cell{Type: cell.Type, Kind: compare.Equal}}
		switch {
		case !late:
			s.byDB[at] += n
		case cell.Kind == value.TTL:
			s.byDB[at] += n
			s.byDB[equal] = max(s.byDB[equal]-n, 0)
		}
	}
}

// compared lists the keys of the first round.
func (s Snapshot) compared() (all []Compared) {
	for cell, n := range s.byDB {
		if n > 0 {
			all = append(all, Compared{cell.db, cell.Type, string(cell.Kind), n})
		}
	}
	slices.SortFunc(all, func(a, b Compared) int {
		return cmp.Or(cmp.Compare(a.DB, b.DB), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Result, b.Result))
	})
	return all
}

// maxEnded bounds the memory of a run of very many rounds.
const maxEnded = 16

// Compared is the number of keys that the run compared: those of its first round.
func (s Snapshot) Compared() int64 {
	if s.Round > 1 {
		return s.swept
	}
	return s.Checked
}

// Snapshot returns a copy that no longer changes.
func (s *Stats) Snapshot() Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.now
	if s.paced != nil {
		c.Paced = s.paced()
	}
	c.ByType, c.Fields, c.byDB = maps.Clone(c.ByType), maps.Clone(c.Fields), maps.Clone(c.byDB)
	return c
}

// update changes the numbers under the lock.
func (s *Stats) update(f func(*Snapshot)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.now)
}

func (s *Stats) begin(o Options) {
	s.update(func(now *Snapshot) {
		*now = Snapshot{recheck: o.Recheck, both: !o.OneWay, Started: time.Now(), Rounds: o.Rounds, Interval: o.Interval,
			Chosen: o.Filter != nil || o.Types != nil}
	})
}

// beginRound starts the round's numbers at zero.
func (s *Stats) beginRound(round int, keys int64, source redis.Server) {
	s.update(func(now *Snapshot) {
		byDB := now.byDB
		if round == 1 {
			byDB = map[dbCell]int64{}
		}
		*now = Snapshot{recheck: now.recheck, byDB: byDB, swept: now.Compared(), Ended: now.andEnded(), Started: now.Started,
			Rounds: now.Rounds, Interval: now.Interval,
			Chosen: now.Chosen && round == 1, Retries: now.Retries, both: now.both,
			Since: time.Now(), Round: round, Keys: keys, ByType: map[compare.Cell]int64{}, Fields: map[compare.Cell]int64{}, dbs: source.DBs}
	})
}

func (s *Stats) endRound() {
	s.update(func(now *Snapshot) { now.Share, now.Until = 1, time.Now() })
}

// andEnded is Ended and, if a round is over, that one.
func (s Snapshot) andEnded() []Snapshot {
	ended := s.Ended[max(0, len(s.Ended)+1-maxEnded):]
	if s.Until.IsZero() {
		return ended
	}
	s.Ended = nil
	return append(slices.Clone(ended), s)
}

// advance moves Share on. A first round's scan is ahead of the workers by the
// keys that they still have to do.
func (s *Snapshot) advance() {
	share := s.Share
	switch listed := s.recheck || s.Round > 1; {
	case listed && s.Keys > 0:
		share = float64(s.settled) / float64(s.Keys)
	case !listed:
		share = s.base + s.span()*s.sweptShare()
	}
	s.Share = min(max(s.Share, share), 1)
}

// sweptShare is the share of the sweep under way that is done.
func (s *Snapshot) sweptShare() float64 {
	if s.handed > 0 {
		return s.scanned * float64(s.settled) / float64(s.handed)
	}
	return s.scanned
}

// sourceShare is about how much of a first round is for the source's keys if those
// of the target are looked up, too.
const sourceShare = 0.75

// span is the share of the first round that the sweep under way makes up.
func (s *Snapshot) span() float64 {
	if s.both && s.base == 0 {
		return sourceShare
	}
	return 1 - s.base
}

// beginTarget starts the numbers of the target's sweep.
func (s *Stats) beginTarget() {
	s.update(func(now *Snapshot) {
		now.base, now.scanned, now.handed, now.settled = sourceShare, 0, 0, 0
		now.advance()
	})
}

// scannedTarget notes which share of the target is scanned.
func (s *Stats) scannedTarget(share float64) {
	s.update(func(now *Snapshot) { now.scanned = max(now.scanned, share); now.advance() })
}

// missing is how many keys of the round were not on the target.
func (s Snapshot) missing() (n int64) {
	for cell, keys := range s.ByType {
		if cell.Kind == value.LackTarget {
			n += keys
		}
	}
	return n
}

// almost is the most that a share is before it is known to be the whole.
const almost = 0.99

// handOut counts keys that a worker is given.
func (s *Stats) handOut(keys int) {
	s.update(func(now *Snapshot) { now.handed += int64(keys) })
}

// scanned counts keys that a sweep met. A share of 0 means that it is not known:
// then the keys tell, but not that they are all.
func (s *Stats) scanned(db, keys int, share float64) {
	s.update(func(now *Snapshot) {
		now.DB, now.DBKeys = db, now.dbs[db].Keys
		now.Scanned += int64(keys)
		if share == 0 {
			share = min(float64(now.Scanned)/float64(max(now.Keys, 1)), almost)
		}
		now.scanned = max(now.scanned, share)
		now.advance()
	})
}

// Retried counts a try that failed and is made again.
func (s *Stats) Retried() { s.update(func(now *Snapshot) { now.Retries++ }) }
