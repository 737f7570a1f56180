package sqlite

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/redis-full-check/redis-full-check/internal/record"
)

// The states of a run.
const (
	Complete = record.Complete
	Partial  = record.Partial // the package comment says what the files hold then
)

// Finish completes all files of the run and puts them in the place of the last
// run's. It is not stopped by the end of ctx, since that is just when a partial
// result has to be kept. If no round ever began it changes nothing.
//
// After an error the files stay under their temporary names.
func (s *Store) Finish(ctx context.Context, state record.State, reason string) error {
	if s.closed || s.round == 0 {
		return s.Close()
	}
	s.kept = true
	s.run.State, s.run.Reason, s.run.Ended = state, reason, time.Now()
	if err := s.complete(context.WithoutCancel(ctx)); err != nil {
		return s.giveUp(err)
	}
	if err := publish(s.options.Path, s.options.Rounds); err != nil {
		return s.giveUp(err)
	}
	s.published = true
	if s.taken {
		return errors.Join(os.Remove(s.file(0)), s.Close())
	}
	return s.Close()
}

// giveUp tells where the findings are, since they are not where they should be.
func (s *Store) giveUp(err error) error {
	err = errors.Join(err, s.Close())
	return fmt.Errorf("finish the result files (what was found is in %s.*%s): %w", s.options.Path, temporary, err)
}

// complete brings every file into the shape it is published in.
func (s *Store) complete(ctx context.Context) error {
	broken := s.writer != nil
	if broken {
		if err := s.EndRound(ctx); err != nil {
			return err
		}
	}
	if err := s.createRest(ctx); err != nil {
		return err
	}
	if err := s.fillLast(ctx, broken); err != nil {
		return err
	}
	return s.writeFacts(ctx)
}

// createRest makes the files of the rounds that never began.
func (s *Store) createRest(ctx context.Context) error {
	for i := s.round + 1; i <= s.options.Rounds; i++ {
		w, err := s.create(ctx, i)
		if err != nil {
			return err
		}
		if err := w.finish(ctx); err != nil {
			return err
		}
	}
	return nil
}

// fillLast brings the newest findings into the last file, and into its
// FINAL_RESULT.
func (s *Store) fillLast(ctx context.Context, broken bool) error {
	rounds := s.options.Rounds
	w, err := newWriter(ctx, s.file(rounds), tablesOf(rounds, rounds))
	if err != nil {
		return err
	}
	err = s.gather(ctx, w, broken)
	if err == nil && s.taken {
		err = w.inherit(ctx, s.file(0), tablesOf(0, rounds), time.Time{})
	}
	if err == nil {
		err = w.exec(ctx, fillFinalResult)
	}
	if err == nil {
		err = s.writeLeftOut(ctx, w)
	}
	if err == nil {
		err = w.outcome(ctx, s.run.Outcome)
	}
	if err = errors.Join(err, w.close(ctx)); err != nil {
		return fmt.Errorf("fill the last file: %w", err)
	}
	return nil
}

// gather brings the newest findings into the last file; of a broken round,
// those of the round before it too.
func (s *Store) gather(ctx context.Context, last *writer, broken bool) error {
	s.run.Found = record.Found{Round: s.round}
	if !broken && s.round == s.options.Rounds {
		return nil
	}
	if s.round < s.options.Rounds {
		if err := s.merge(ctx, last, s.round); err != nil {
			return err
		}
	}
	if broken && (s.round > 1 || s.taken) {
		if err := s.addRoundBefore(ctx, last); err != nil {
			return err
		}
	}
	return last.sortOut(ctx, sortOut)
}

// addRoundBefore adds what the broken round did not find again.
func (s *Store) addRoundBefore(ctx context.Context, last *writer) error {
	newest, err := last.maxID(ctx)
	if err != nil {
		return err
	}
	s.run.Found.Before, s.run.Found.Until = s.round-1, newest
	return s.merge(ctx, last, s.round-1)
}

// merge adds the findings of a round to those in w, which are newer.
func (s *Store) merge(ctx context.Context, w *writer, round int) error {
	if err := w.merge(ctx, s.file(round), tablesOf(round, s.options.Rounds)); err != nil {
		return fmt.Errorf("add the findings of round %d to the last file: %w", round, err)
	}
	return nil
}

// writeFacts fills the run table of every file.
func (s *Store) writeFacts(ctx context.Context) error {
	facts, err := rowsOf(s.run)
	if err != nil {
		return err
	}
	for i := 1; i <= s.options.Rounds; i++ {
		w, err := newWriter(ctx, s.file(i), tablesOf(i, s.options.Rounds))
		if err != nil {
			return err
		}
		err = errors.Join(w.facts(ctx, facts), w.flags(ctx, s.run.Flags))
		if err = errors.Join(err, w.close(ctx)); err != nil {
			return fmt.Errorf("write the facts of the run: %w", err)
		}
	}
	return nil
}

// facts fills the run table, in order of the names.
func (w *writer) facts(ctx context.Context, facts map[string]any) error {
	for _, n := range slices.Sorted(maps.Keys(facts)) {
		if err := w.exec(ctx, `INSERT OR REPLACE INTO run(name, value) VALUES (?, ?)`, n, facts[n]); err != nil {
			return err
		}
	}
	return nil
}

// Close gives up the files. Whatever Finish did not publish is removed, unless
// Finish failed. It may be called more than once.
func (s *Store) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	var errs []error
	if s.writer != nil {
		errs = append(errs, s.writer.release())
		s.writer = nil
	}
	if !s.published && !s.kept {
		errs = append(errs, removeTemporaries(s.options.Path))
	}
	return errors.Join(append(errs, s.lock.release())...)
}
