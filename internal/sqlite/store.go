package sqlite

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/redis-full-check/redis-full-check/internal/check"
	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
)

// Options say where the result goes.
type Options struct {
	Path   string // base name; the file of round i is Path.i
	Rounds int    // at least 1
}

// Store writes the result files of one run. It implements check.Store. Finished
// rounds may be read while a later one is written, but not while a round
// begins or ends.
type Store struct {
	options   Options
	lock      *lock
	round     int                   // the newest round; 0 before the first
	writer    *writer               // nil outside a round
	run       record.Run            // what Finish writes about the run
	summed    map[int]check.Summary // of finished rounds, since to count a million keys takes a second
	left      map[compare.NotCompared]times
	published bool
	closed    bool
	taken     bool // there is a round 0, whose file stays temporary; see Take
	kept      bool // the temporary files are all there is, and stay
}

var _ check.Store = (*Store)(nil)

// New makes sure that the result files can be written, and writes none yet.
// The files of an earlier run stay until Finish.
func New(o Options) (*Store, error) {
	if err := checkPaths(o.Path, o.Rounds); err != nil {
		return nil, err
	}
	l, err := takeLock(o.Path)
	if err != nil {
		return nil, err
	}
	if err := removeTemporaries(o.Path); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return &Store{options: o, lock: l, summed: map[int]check.Summary{}, left: map[compare.NotCompared]times{}}, nil
}

// Path returns the name of the file that holds the result after Finish.
func (s *Store) Path() string { return path(s.options.Path, s.options.Rounds) }

// Published reports whether Finish put the files of this run in place. It did
// not if no round ever began: the file at Path is then that of an earlier run,
// if there is one.
func (s *Store) Published() bool { return s.published }

// Describe sets what Finish writes about the run. How the run ended, when, and in
// which rounds its findings were made is added by Finish.
func (s *Store) Describe(r record.Run) { s.run = r }

// BeginRound makes the file of a round.
func (s *Store) BeginRound(ctx context.Context, round int) error {
	if s.closed || s.writer != nil || round != s.round+1 || round > s.options.Rounds {
		return fmt.Errorf("begin round %d: not the next round of %d", round, s.options.Rounds)
	}
	w, err := s.create(context.WithoutCancel(ctx), round)
	if err != nil {
		return fmt.Errorf("begin round %d: %w", round, err)
	}
	s.round, s.writer = round, w
	return nil
}

// create makes the empty file of a round.
func (s *Store) create(ctx context.Context, round int) (*writer, error) {
	return create(ctx, s.file(round), tablesOf(round, s.options.Rounds))
}

// file is where a round stands now.
func (s *Store) file(round int) string {
	if s.published && round > 0 {
		return path(s.options.Path, round)
	}
	return path(s.options.Path, round) + temporary
}

// Add writes findings down. After an error the round is broken; Finish keeps
// most of what was added to it before.
func (s *Store) Add(ctx context.Context, f compare.Findings) error {
	if s.writer == nil {
		return errors.New("write findings: no round has begun")
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("write findings of round %d: %w", s.round, err)
	}
	s.leftOut(f.NotCompared)
	return s.writer.add(context.WithoutCancel(ctx), f)
}

// EndRound makes the round's findings durable. It is not stopped by the end of
// ctx. What the writer counted is the summary, unless it wrote keys twice.
func (s *Store) EndRound(ctx context.Context) error {
	if s.writer == nil {
		return errors.New("end a round: none has begun")
	}
	w := s.writer
	s.writer = nil
	if err := w.finish(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	if !w.failed && !w.seen.full {
		s.summed[s.round] = w.counts.summary()
	}
	return nil
}

// Suspects yields the conflicts and the unverified keys of a finished round,
// database by database. It holds one row at a time, and the next round may be
// written meanwhile.
func (s *Store) Suspects(ctx context.Context, round int) iter.Seq2[compare.Conflict, error] {
	return func(yield func(compare.Conflict, error) bool) {
		f, err := s.finished(ctx, round)
		if err != nil {
			yield(compare.Conflict{}, err)
			return
		}
		defer f.Close()
		f.Suspects(ctx)(yield)
	}
}

// Summary counts the findings of a finished round. The caller leaves them as
// they are.
func (s *Store) Summary(ctx context.Context, round int) (check.Summary, error) {
	if sum, ok := s.summed[round]; ok {
		return sum, nil
	}
	f, err := s.finished(ctx, round)
	if err != nil {
		return check.Summary{}, err
	}
	defer f.Close()
	sum, err := f.Summary(ctx)
	if err == nil {
		s.summed[round] = sum
	}
	return sum, err
}

// finished opens the file of a round that is no longer written.
func (s *Store) finished(ctx context.Context, round int) (*File, error) {
	open := s.writer != nil && round == s.round
	if round < 0 || round == 0 && !s.taken || open || (round > s.round && !s.published) {
		return nil, fmt.Errorf("read round %d: it is not finished", round)
	}
	return Open(ctx, s.file(round))
}
