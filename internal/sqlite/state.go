package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/redis-full-check/redis-full-check/internal/compare"
	"github.com/redis-full-check/redis-full-check/internal/record"
)

// maxNotCompared bounds the reasons for leaving something out, which are few.
const maxNotCompared = 1000

const (
	intoState       = `INSERT OR IGNORE INTO server_state(kind, name, difference) VALUES (?, ?, ?)`
	intoNotCompared = `INSERT INTO not_compared(what, side, why, times) VALUES (?, ?, ?, ?)`
)

// state writes what differs besides keys.
func (w *writer) state(ctx context.Context, differences []compare.StateDifference) error {
	for _, d := range differences {
		if err := w.exec(ctx, intoState, d.Kind, text(d.Name), d.Difference); err != nil {
			return fmt.Errorf("write the servers' state to %s: %w", w.path, err)
		}
		w.counts.State++
	}
	return nil
}

// leftOut counts what was not compared. The rows are written by Finish, since most
// of it is met in the first round and belongs into the last file.
func (s *Store) leftOut(all []compare.NotCompared) {
	for _, n := range all {
		seen := s.left[n]
		if seen.round == 0 && len(s.left) >= maxNotCompared {
			continue
		}
		if seen.round != s.round {
			seen.round, seen.now = s.round, 0
		}
		seen.now++
		seen.most = max(seen.most, seen.now)
		s.left[n] = seen
	}
}

// times is how often a round left something out, and the most that any did.
type times struct {
	round     int
	now, most int64
}

// writeLeftOut fills the table of what was not compared.
func (s *Store) writeLeftOut(ctx context.Context, w *writer) error {
	for n, seen := range s.left {
		if err := w.exec(ctx, intoNotCompared, n.What, n.Side, text(n.Why), seen.most); err != nil {
			return err
		}
	}
	return nil
}

// State returns what differs besides keys, at most limit.
func (f *File) State(ctx context.Context, limit int) (out []compare.StateDifference, err error) {
	err = f.query(ctx, func(r *sql.Rows) (bool, error) {
		var d compare.StateDifference
		err := r.Scan(&d.Kind, &d.Name, &d.Difference)
		out = append(out, d)
		return true, err
	}, `SELECT kind, name, difference FROM server_state ORDER BY kind, name LIMIT ?`, limit)
	return out, err
}

// NotCompared returns what was not compared, the commonest first, at most limit.
func (f *File) NotCompared(ctx context.Context, limit int) (out []record.LeftOut, err error) {
	err = f.query(ctx, func(r *sql.Rows) (bool, error) {
		var l record.LeftOut
		err := r.Scan(&l.What, &l.Side, &l.Why, &l.Times)
		out = append(out, l)
		return true, err
	}, `SELECT what, side, why, times FROM not_compared ORDER BY times DESC, what, side, why LIMIT ?`, limit)
	return out, err
}
