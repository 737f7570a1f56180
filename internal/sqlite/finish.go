package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// State says how a run ended.
type State string

// The states of a run.
const (
	Complete State = "complete" // every round ran, or there was nothing left to look at
	Partial  State = "partial"  // the run broke; the package comment says what the files hold then
)

// Facts about a run, as they stand in its run table.
const (
	FactVersion  = "version"
	FactSource   = "source"
	FactTarget   = "target"
	FactMode     = "mode"
	FactSettings = "settings"
	FactRounds   = "rounds"
	FactStarted  = "started" // RFC 3339
	FactEnded    = "ended"   // RFC 3339
	FactState    = "state"
	FactReason   = "reason"   // why the run is partial; empty if it is not
	FactFoundIn  = "found_in" // which rounds the findings in the last file are of
)

// factsOf are the facts known before the run.
func factsOf(o Options) map[string]string {
	return map[string]string{
		FactVersion: o.Version, FactSource: o.Source, FactTarget: o.Target,
		FactMode: o.Mode, FactSettings: o.Settings,
		FactRounds: strconv.Itoa(o.Rounds), FactStarted: o.Started.Format(time.RFC3339),
	}
}

// Finish completes all files of the run and puts them in the place of the last
// run's. It is not stopped by the end of ctx, since that is just when a partial
// result has to be kept. If no round ever began it changes nothing.
//
// After an error the files stay under their temporary names.
func (s *Store) Finish(ctx context.Context, state State, reason string) error {
	if s.closed || s.round == 0 {
		return s.Close()
	}
	s.kept = true
	s.facts[FactState], s.facts[FactReason] = string(state), reason
	s.facts[FactEnded] = time.Now().Format(time.RFC3339)
	if err := s.complete(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("finish the result files %s.*: %w", s.options.Path, errors.Join(err, s.Close()))
	}
	if err := publish(s.options.Path, s.options.Rounds); err != nil {
		return errors.Join(err, s.Close())
	}
	s.published = true
	return s.Close()
}

// complete brings every file into the shape it is published in.
func (s *Store) complete(ctx context.Context) error {
	broken := s.writer != nil
	if broken {
		if err := s.EndRound(ctx); err != nil {
			return err
		}
	}
	last, err := s.lastFile(ctx, broken)
	if err != nil {
		return err
	}
	err = last.exec(ctx, fillFinalResult)
	if err = errors.Join(err, last.close(ctx)); err != nil {
		return fmt.Errorf("fill FINAL_RESULT: %w", err)
	}
	return s.writeFacts(ctx)
}

// lastFile opens the last file with the newest findings in it.
func (s *Store) lastFile(ctx context.Context, broken bool) (*writer, error) {
	rounds := s.options.Rounds
	for i := s.round + 1; i < rounds; i++ {
		w, err := s.create(ctx, i)
		if err != nil {
			return nil, err
		}
		if err := w.close(ctx); err != nil {
			return nil, err
		}
	}
	last, err := s.openLast(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.gather(ctx, last, broken); err != nil {
		return nil, errors.Join(err, last.release())
	}
	return last, nil
}

func (s *Store) openLast(ctx context.Context) (*writer, error) {
	rounds := s.options.Rounds
	if s.round < rounds {
		return s.create(ctx, rounds)
	}
	return newWriter(ctx, s.file(rounds), tablesOf(rounds, rounds))
}

// gather brings the newest findings into the last file; of a broken round,
// those of the round before it too.
func (s *Store) gather(ctx context.Context, last *writer, broken bool) error {
	s.facts[FactFoundIn] = fmt.Sprintf("round %d", s.round)
	if s.round < s.options.Rounds {
		if err := s.merge(ctx, last, s.round); err != nil {
			return err
		}
	}
	if !broken || s.round == 1 {
		return nil
	}
	newest, err := last.maxID(ctx)
	if err != nil {
		return err
	}
	s.facts[FactFoundIn] = fmt.Sprintf("round %d up to key.id %d, round %d after that", s.round, newest, s.round-1)
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
	for i := 1; i <= s.options.Rounds; i++ {
		w, err := newWriter(ctx, s.file(i), tablesOf(i, s.options.Rounds))
		if err != nil {
			return err
		}
		err = w.facts(ctx, s.facts)
		if err = errors.Join(err, w.close(ctx)); err != nil {
			return fmt.Errorf("write the facts of the run: %w", err)
		}
	}
	return nil
}

// facts fills the run table, in order of the names.
func (w *writer) facts(ctx context.Context, facts map[string]string) error {
	names := make([]string, 0, len(facts))
	for n := range facts {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if err := w.exec(ctx, `INSERT OR REPLACE INTO run(name, value) VALUES (?, ?)`, n, text(facts[n])); err != nil {
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
